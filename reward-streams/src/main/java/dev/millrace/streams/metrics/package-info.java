/**
 * What a run comes to, counted from its topics: totals, and figures by windows of time, for those who watch.
 *
 * <p>It is an application of Kafka Streams of its own, so that the assembly of groups neither waits for it nor falls
 * with it. {@link dev.millrace.streams.metrics.GroupLedger} and {@link dev.millrace.streams.metrics.Figures} are plain
 * values; the processor belongs to its stream thread.
 */
@NullMarked
package dev.millrace.streams.metrics;

import org.jspecify.annotations.NullMarked;
