package dev.millrace.policy.flow;

/**
 * How images are drawn.
 *
 * @param steps denoising steps
 * @param window stochastic steps, which can be trained (Flow-GRPO-Fast); 0 draws deterministically, for evaluation
 * @param noiseLevel a of the stochastic steps, see {@link StochasticStep}
 * @param guidance scale of classifier-free guidance: 1 is none, more follows the prompt more closely, at twice the work
 * @param shift of the schedule toward the noise, 1 for none
 */
public record FlowSettings(int steps, int window, double noiseLevel, double guidance, double shift) {

    public FlowSettings {
        if (steps < 2) {
            throw new IllegalArgumentException("steps must be at least 2, not " + steps);
        }
        if (window < 0 || window >= steps) {
            throw new IllegalArgumentException("window must be from 0 to below steps (" + steps
                    + "), since the last step is never stochastic, not " + window);
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

    /** For rollouts: 10 steps, 4 of them stochastic at a = 0.7, no guidance. */
    public static FlowSettings rollouts() {
        return new FlowSettings(10, 4, 0.7, 1, 1);
    }

    /** The same without chance besides the initial noise, as evaluation draws. */
    public FlowSettings deterministic() {
        return new FlowSettings(steps, 0, noiseLevel, guidance, shift);
    }

    public FlowSchedule schedule() {
        return FlowSchedule.of(steps, shift);
    }

    /** The number of places the window can begin at: it ends before the last step. */
    int windowPlaces() {
        return steps - window;
    }
}
