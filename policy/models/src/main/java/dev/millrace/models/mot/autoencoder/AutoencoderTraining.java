package dev.millrace.models.mot.autoencoder;

import dev.millrace.policy.learning.WarmupCosine;

/**
 * How an autoencoder is trained.
 *
 * @param steps optimizer steps
 * @param batch images per step
 * @param lr highest learning rate of a warm-up and cosine schedule
 * @param warmupSteps steps of the warm-up
 * @param latentNoise standard deviation of the noise on the latents
 * @param seed of the initial weights and of the noise
 */
public record AutoencoderTraining(int steps, int batch, double lr, int warmupSteps, double latentNoise, long seed) {

    private static final double FLOOR_SHARE = 0.02;

    public AutoencoderTraining {
        if (steps < 1 || batch < 1) {
            throw new IllegalArgumentException("steps and batch must be at least 1, not " + steps + " and " + batch);
        }
        if (!(lr > 0)) {
            throw new IllegalArgumentException("lr must be positive, not " + lr);
        }
        if (warmupSteps < 0 || warmupSteps >= steps) {
            throw new IllegalArgumentException(
                    "warmup_steps must be from 0 to below steps (" + steps + "), not " + warmupSteps);
        }
        if (!(latentNoise >= 0)) {
            throw new IllegalArgumentException("latent_noise must not be negative, but is " + latentNoise);
        }
    }

    /** What made the autoencoder that ships with the project. */
    public static AutoencoderTraining defaults() {
        return new AutoencoderTraining(2000, 64, 2e-3, 50, 0.1, 0);
    }

    /** The same with another seed. */
    public AutoencoderTraining withSeed(long other) {
        return new AutoencoderTraining(steps, batch, lr, warmupSteps, latentNoise, other);
    }

    WarmupCosine schedule() {
        return new WarmupCosine(lr, lr * FLOOR_SHARE, warmupSteps, steps);
    }
}
