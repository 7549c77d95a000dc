package dev.millrace.policy.drawing;

/**
 * How images are drawn.
 *
 * @param steps denoising steps
 * @param window stochastic steps, which can be trained (Flow-GRPO-Fast); 0 draws deterministically, for evaluation
 * @param windowRange the first so many steps, in which the window lies. What is left to chance later decides little of
 *     what is drawn, and trains little but noise
 * @param noiseLevel a of the stochastic steps, see {@link StochasticStep}
 * @param guidance scale of classifier-free guidance: 1 is none, more follows the prompt more closely, at twice the work
 * @param shift of the schedule toward the noise, 1 for none
 * @param sharedNoise whether the images of a group begin with the same noise, so that their rewards differ by the
 *     stochastic steps alone, which can be trained (DanceGRPO, arXiv 2505.07818, section 3.3)
 */
public record FlowSettings(
        int steps, int window, int windowRange, double noiseLevel, double guidance, double shift, boolean sharedNoise) {

    public FlowSettings {
        if (steps < 2) {
            throw new IllegalArgumentException("steps must be at least 2, not " + steps);
        }
        if (window < 0 || window >= steps) {
            throw new IllegalArgumentException("window must be from 0 to below steps (" + steps
                    + "), since the last step is never stochastic, not " + window);
        }
        if (windowRange < window || windowRange >= steps) {
            throw new IllegalArgumentException("window_range must be from window (" + window + ") to below steps ("
                    + steps + "), not " + windowRange);
        }
        if (!(noiseLevel > 0) || Double.isInfinite(noiseLevel)) {
            throw new IllegalArgumentException("noise_level must be positive, not " + noiseLevel);
        }
        if (!(guidance >= 0) || Double.isInfinite(guidance)) {
            throw new IllegalArgumentException("guidance must not be negative, but is " + guidance);
        }
        if (!(shift > 0) || Double.isInfinite(shift)) {
            throw new IllegalArgumentException("shift must be positive, not " + shift);
        }
    }

    /** A window anywhere before the last step, and own noise for each image. */
    public FlowSettings(int steps, int window, double noiseLevel, double guidance, double shift) {
        this(steps, window, steps - 1, noiseLevel, guidance, shift, false);
    }

    /** For rollouts: 10 steps, 2 of the first 5 stochastic at a = 0.7, no guidance, noise shared by a group. */
    public static FlowSettings rollouts() {
        return new FlowSettings(10, 2, 5, 0.7, 1, 1, true);
    }

    /** The same without chance besides the initial noise, one for each image, as evaluation draws. */
    public FlowSettings deterministic() {
        return new FlowSettings(steps, 0, noiseLevel, guidance, shift);
    }

    public FlowSchedule schedule() {
        return FlowSchedule.of(steps, shift);
    }

    /** The number of places the window can begin at. */
    public int windowPlaces() {
        return windowRange - window + 1;
    }
}
