package dev.millrace.learner;

import dev.millrace.policy.learning.WarmupCosine;

/**
 * The learning rate over the steps.
 *
 * @param shape what follows the warm-up
 * @param warmupSteps steps over which the rate rises linearly to its full value, at least 0
 * @param finalFraction fraction of the full rate at which a cosine ends, from 0 to 1
 */
public record ScheduleConfig(Shape shape, int warmupSteps, double finalFraction) {

    /** What follows the warm-up. */
    public enum Shape {
        /** The full rate. */
        CONSTANT,
        /** Half a cosine, down to the final fraction at the last step. */
        COSINE
    }

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public ScheduleConfig {
        LearnerConfig.atLeast("warmup_steps", warmupSteps, 0);
        if (!(finalFraction >= 0 && finalFraction <= 1)) {
            throw new IllegalArgumentException("final_fraction must lie from 0 to 1, not " + finalFraction);
        }
    }

    /** Constant, without warm-up. */
    public static ScheduleConfig defaults() {
        return new ScheduleConfig(Shape.CONSTANT, 0, 0);
    }

    double rate(double full, int step, int totalSteps) {
        int done = step - 1;
        return switch (shape) {
            case CONSTANT -> done < warmupSteps ? full * step / warmupSteps : full;
            case COSINE -> new WarmupCosine(full, full * finalFraction, warmupSteps, totalSteps).at(done);
        };
    }
}
