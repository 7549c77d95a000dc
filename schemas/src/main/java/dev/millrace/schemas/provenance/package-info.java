/** What made a record or a checkpoint: the version of the code. Immutable, safe on any thread. */
@NullMarked
package dev.millrace.schemas.provenance;

import org.jspecify.annotations.NullMarked;
