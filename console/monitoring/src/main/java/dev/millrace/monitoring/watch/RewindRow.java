package dev.millrace.monitoring.watch;

import java.time.Instant;

/**
 * The learner went back to a checkpoint.
 *
 * @param from the step it had come to
 * @param to the step it went back to
 * @param place of the record that says so
 */
record RewindRow(int from, int to, Instant at, RecordPlace place) {}
