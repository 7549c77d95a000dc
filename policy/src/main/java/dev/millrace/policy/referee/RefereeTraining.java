package dev.millrace.policy.referee;

import dev.millrace.policy.training.AdamWSettings;
import dev.millrace.policy.training.WarmupCosine;

/**
 * How a referee is trained.
 *
 * @param steps optimizer steps
 * @param batch images a step
 * @param lr highest learning rate of a warm-up and cosine schedule
 * @param seed of the initial weights and of the scenes
 */
public record RefereeTraining(int steps, int batch, double lr, long seed) {

    static final double MAX_GRADIENT_NORM = 1.0;

    private static final double WARMUP_SHARE = 0.05;
    private static final double FLOOR_SHARE = 0.02;

    public RefereeTraining {
        if (steps < 2 || batch < 2) {
            throw new IllegalArgumentException("steps and batch must be at least 2, not " + steps + " and " + batch);
        }
        if (!(lr > 0)) {
            throw new IllegalArgumentException("lr must be positive, not " + lr);
        }
    }

    /** The same with another seed. */
    public RefereeTraining withSeed(long other) {
        return new RefereeTraining(steps, batch, lr, other);
    }

    WarmupCosine schedule() {
        return new WarmupCosine(lr, lr * FLOOR_SHARE, (long) (steps * WARMUP_SHARE), steps);
    }

    AdamWSettings optimizer() {
        return AdamWSettings.DEFAULT;
    }
}
