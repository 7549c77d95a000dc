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

    /** Whether a value is moved into the range, so that it has no slope. */
    static boolean isBounded(double logRatio) {
        return Math.abs(logRatio) >= BOUND;
    }
}
