package dev.millrace.learner.objective;

/** Differences of log-probabilities, kept in a range whose exponentials and gradients are finite in float32. */
public final class LogRatio {

    /** Bound of both signs, in nat: e^20 is far beyond every clip and cap, and its square is still finite. */
    public static final double BOUND = 20;

    private LogRatio() {}

    /** The value, moved into the range. NaN stays NaN, so that a broken step shows. */
    public static double clamp(double logRatio) {
        return Math.max(-BOUND, Math.min(BOUND, logRatio));
    }

    /** The same in float32. */
    static float clamp(float logRatio) {
        return Math.max((float) -BOUND, Math.min((float) BOUND, logRatio));
    }

    /** Whether a value that was moved into the range may stand for one beyond it, so that it has no slope. */
    static boolean isBounded(float clamped) {
        return Math.abs(clamped) >= (float) BOUND;
    }
}
