package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.time.Instant;
import java.util.Map;

/**
 * One optimizer step.
 *
 * @param step its number
 * @param version of the weights that it made; its number, unless the run was rewound before
 * @param lineage that it belongs to, 0 for the first
 * @param at when it ended
 * @param skipped its update was refused, being not finite
 * @param metrics by name
 */
public record StepRow(int step, int version, int lineage, Instant at, boolean skipped, Map<String, Double> metrics) {

    public StepRow {
        metrics = Map.copyOf(metrics);
    }

    /** A step of a run that was never rewound. */
    public StepRow(int step, Instant at, boolean skipped, Map<String, Double> metrics) {
        this(step, step, 0, at, skipped, metrics);
    }

    /** The step that a record tells of, which begins no lineage. */
    public static StepRow of(TrainingStep step) {
        return new StepRow(
                step.getStep(),
                RecordedVersions.of(step),
                step.getLineage(),
                step.getTrainedAt(),
                step.getSkipped(),
                step.getMetrics());
    }
}
