/** Identities as types: a run, a group, a trajectory; and the hash by which contents are known. Immutable, safe on any thread. */
@NullMarked
package dev.millrace.schemas.id;

import org.jspecify.annotations.NullMarked;
