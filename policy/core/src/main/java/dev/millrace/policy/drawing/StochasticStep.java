package dev.millrace.policy.drawing;

/**
 * One step of Flow-GRPO's stochastic sampler (Liu et al., arXiv 2505.05470): from x at time t with velocity v,
 *
 * <pre>
 * s = a·√(t / (1 − t)),  dt = t' − t
 * μ = x·(1 + s²·dt/(2t)) + v·(1 + s²·(1 − t)/(2t))·dt
 * x' = μ + s·√(−dt)·ε
 * </pre>
 *
 * <p>At t = 1, where s would be infinite, s takes the first time below 1 in the place of t. Pure.
 *
 * @param dt t' − t, negative
 * @param diffusion s
 * @param deviation of x' around μ: s·√(−dt)
 * @param ofLatents factor of x in μ
 * @param ofVelocity factor of v in μ
 */
public record StochasticStep(double dt, double diffusion, double deviation, double ofLatents, double ofVelocity) {

    private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /**
     * The step between two times.
     *
     * @param time t, in (0, 1]
     * @param next t', below t
     * @param belowOne the first time of the schedule below 1
     * @param noiseLevel a, positive
     */
    public static StochasticStep of(double time, double next, double belowOne, double noiseLevel) {
        if (!(noiseLevel > 0)) {
            throw new IllegalArgumentException(
                    "the noise level of a stochastic step must be positive, not " + noiseLevel);
        }
        if (!(time > next && next >= 0 && time <= 1)) {
            throw new IllegalArgumentException(
                    "a step leads from a time in (0, 1] down, not from " + time + " to " + next);
        }
        double guarded = time < 1 ? time : belowOne;
        double variance = noiseLevel * noiseLevel * time / (1 - guarded);
        double dt = next - time;
        return new StochasticStep(
                dt,
                Math.sqrt(variance),
                Math.sqrt(variance * -dt),
                1 + variance * dt / (2 * time),
                (1 + variance * (1 - time) / (2 * time)) * dt);
    }

    /** One value of μ. */
    public double mean(double latent, double velocity) {
        return ofLatents * latent + ofVelocity * velocity;
    }

    /** The log-density of x' from the mean over dimensions of ((x' − μ) / deviation)², itself a mean over dimensions. */
    public double logDensity(double meanSquare) {
        return -0.5 * meanSquare + logDensityAtMean();
    }

    /** The log-density per dimension at μ. */
    public double logDensityAtMean() {
        return -Math.log(deviation) - LOG_ROOT_TWO_PI;
    }
}
