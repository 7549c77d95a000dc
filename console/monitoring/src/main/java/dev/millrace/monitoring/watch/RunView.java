package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.RunSnapshot;

/**
 * A run at one moment, as a terminal shows it.
 *
 * @param overview all of it
 * @param snapshot what is told of every run, with its alarms
 */
public record RunView(Overview overview, RunSnapshot snapshot) {}
