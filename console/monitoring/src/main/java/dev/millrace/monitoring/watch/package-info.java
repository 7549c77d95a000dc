/**
 * What a run is doing, for the page and for the terminal: read from its topics, by readers that join late.
 *
 * <p>{@link dev.millrace.monitoring.watch.RunWatch} owns a consumer and the thread that runs it, and guards its model by one
 * lock; what it gives out are immutable values. {@link dev.millrace.monitoring.watch.LagProbe} and
 * {@link dev.millrace.monitoring.watch.GroupReader} own clients of their own. Nothing here commits an offset, joins a group
 * or writes: the run does not know that it is watched.
 */
@NullMarked
package dev.millrace.monitoring.watch;

import org.jspecify.annotations.NullMarked;
