/** Identities as types: a run, a group, a trajectory. Immutable values, safe on any thread. */
@NullMarked
package dev.millrace.schemas.id;

import org.jspecify.annotations.NullMarked;
