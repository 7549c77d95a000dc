package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One optimizer step.
 *
 * @param step its number
 * @param version of the weights that it made; its number, unless the run was rewound before
 * @param lineage that it belongs to, 0 for the first
 * @param at when it ended
 * @param skipped its update was refused, being not finite
 * @param metrics by name
 * @param place of its record; empty where it was read from a file
 */
public record StepRow(
        int step,
        int version,
        int lineage,
        Instant at,
        boolean skipped,
        Map<String, Double> metrics,
        Optional<RecordPlace> place) {

    public StepRow {
        metrics = metrics instanceof StepFigures ? metrics : Map.copyOf(metrics);
    }

    /** A step that was read from a file. */
    public StepRow(int step, int version, int lineage, Instant at, boolean skipped, Map<String, Double> metrics) {
        this(step, version, lineage, at, skipped, metrics, Optional.empty());
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

    /** The same step, to be kept beside another one for long. */
    StepRow packedLike(@Nullable StepRow other) {
        return new StepRow(
                step,
                version,
                lineage,
                at,
                skipped,
                StepFigures.of(metrics, other == null ? null : other.metrics()),
                place);
    }

    /** The same step, as it lies in the log. */
    StepRow at(RecordPlace itsPlace) {
        return new StepRow(step, version, lineage, at, skipped, metrics, Optional.of(itsPlace));
    }
}
