package dev.millrace.monitoring.watch;

import java.time.Instant;
import java.util.Map;

/**
 * One optimizer step.
 *
 * @param step its number, the version it made
 * @param at when it ended
 * @param skipped its update was refused, being not finite
 * @param metrics by name
 */
public record StepRow(int step, Instant at, boolean skipped, Map<String, Double> metrics) {

    public StepRow {
        metrics = Map.copyOf(metrics);
    }
}
