/**
 * What a run is doing, read from its topics alone, and how a terminal shows it.
 *
 * <p>{@link dev.millrace.monitoring.monitor.RunMonitor} owns a consumer and a thread; it gives out immutable snapshots.
 * The display draws them on the thread that asks it to.
 */
@NullMarked
package dev.millrace.monitoring.monitor;

import org.jspecify.annotations.NullMarked;
