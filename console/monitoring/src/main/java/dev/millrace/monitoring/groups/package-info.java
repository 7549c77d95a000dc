/**
 * The groups of a run as a table: what is remembered of each, the language by which they are chosen, and the way back to
 * the log for those that are no longer remembered.
 *
 * <p>{@link dev.millrace.monitoring.groups.GroupIndex} is guarded by its owner, the watch; rows and filters are values. The
 * readers own a consumer each and serve one thread at a time.
 */
@NullMarked
package dev.millrace.monitoring.groups;

import org.jspecify.annotations.NullMarked;
