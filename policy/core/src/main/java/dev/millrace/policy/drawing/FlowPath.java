package dev.millrace.policy.drawing;

import java.util.Arrays;

/**
 * The recorded stochastic steps of one drawing: all that is needed to compute their densities again. Immutable.
 */
public final class FlowPath {

    private final FlowSchedule schedule;
    private final int windowBegin;
    private final float[] latents;
    private final float[] logProbs;
    private final double noiseLevel;
    private final double guidance;

    /**
     * @param windowBegin the first stochastic step
     * @param latents before each stochastic step and after the last, (n + 1) × values, copied
     * @param logProbs per stochastic step the mean over dimensions of its log-density, n values, copied
     * @throws IllegalArgumentException if the lengths do not belong together, or a value is not finite
     */
    public FlowPath(
            FlowSchedule schedule,
            int windowBegin,
            float[] latents,
            float[] logProbs,
            double noiseLevel,
            double guidance) {
        int window = logProbs.length;
        if (window < 1 || windowBegin < 0 || windowBegin + window > schedule.steps() - 1) {
            throw new IllegalArgumentException(
                    "a window of " + window + " steps from step " + windowBegin + " does not fit a schedule of "
                            + schedule.steps() + " steps, the last of which is not stochastic");
        }
        if (latents.length == 0 || latents.length % (window + 1) != 0) {
            throw new IllegalArgumentException(
                    latents.length + " latent values are no " + (window + 1) + " images of the same size");
        }
        requireFinite("latents", latents);
        requireFinite("log-probabilities", logProbs);
        this.schedule = schedule;
        this.windowBegin = windowBegin;
        this.latents = latents.clone();
        this.logProbs = logProbs.clone();
        this.noiseLevel = noiseLevel;
        this.guidance = guidance;
    }

    private static void requireFinite(String what, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the " + what + " of a drawing hold " + value);
            }
        }
    }

    public FlowSchedule schedule() {
        return schedule;
    }

    public int windowBegin() {
        return windowBegin;
    }

    /** Stochastic steps, n. */
    public int window() {
        return logProbs.length;
    }

    /** Values of one latent image. */
    public int latentValues() {
        return latents.length / (window() + 1);
    }

    public double noiseLevel() {
        return noiseLevel;
    }

    public double guidance() {
        return guidance;
    }

    /** The time at which a stochastic step begins, counted from the window's begin. */
    public float time(int step) {
        return schedule.time(windowBegin + step);
    }

    /** A stochastic step, counted from the window's begin. */
    public StochasticStep step(int step) {
        return schedule.stochastic(windowBegin + step, noiseLevel);
    }

    /** Copies the latent image before step {@code step} (after the last for {@code step == window()}). */
    public void copyLatents(int step, float[] destination, int offset) {
        System.arraycopy(latents, step * latentValues(), destination, offset, latentValues());
    }

    /** A copy of all latents, (n + 1) × values. */
    public float[] latents() {
        return latents.clone();
    }

    /** A copy of the log-probabilities, n values. */
    public float[] logProbs() {
        return logProbs.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowPath path
                && schedule.equals(path.schedule)
                && windowBegin == path.windowBegin
                && noiseLevel == path.noiseLevel
                && guidance == path.guidance
                && Arrays.equals(latents, path.latents)
                && Arrays.equals(logProbs, path.logProbs);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(latents) + windowBegin;
    }

    @Override
    public String toString() {
        return "FlowPath[" + window() + " steps from " + windowBegin + " of " + schedule.steps() + "]";
    }
}
