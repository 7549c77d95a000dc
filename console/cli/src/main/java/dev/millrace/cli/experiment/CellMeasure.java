package dev.millrace.cli.experiment;

import dev.millrace.schemas.failure.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured of the cells of an experiment besides how often they are right. Each takes time; by default none is. */
public enum CellMeasure {
    /** {@link GradientNoise}. */
    GRADIENT_NOISE,
    /** {@link PriorDrift}. */
    PRIOR_DRIFT;

    /** As a command line has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws UsageException naming those there are, if it is none */
    public static CellMeasure of(String label) {
        return Arrays.stream(values())
                .filter(measure -> measure.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new UsageException("--measure takes "
                        + Arrays.stream(values()).map(CellMeasure::label).collect(Collectors.joining(", ")) + ", not "
                        + label));
    }
}
