/**
 * What a trajectory carries for each of its tokens or steps, as typed arrays, and what must hold between them: for the door
 * of the topology, for the learner and for files of groups. The audit counts by itself and uses nothing of it. Immutable
 * values over the bytes of the records.
 */
@NullMarked
package dev.millrace.schemas.payload;

import org.jspecify.annotations.NullMarked;
