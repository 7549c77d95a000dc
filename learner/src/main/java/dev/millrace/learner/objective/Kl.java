package dev.millrace.learner.objective;

/**
 * One-sample estimates of KL(π_θ ‖ π_ref) at a token that π_θ sampled, in nat. Schulman, "Approximating KL divergence".
 *
 * <p>k3 is the value to report: unbiased and never negative. As a loss, k2 is the one whose expected gradient is that of
 * the KL; k1 has an expected gradient of zero.
 */
public final class Kl {

    private Kl() {}

    /** log π_θ − log π_ref. */
    public static double k1(double policy, double reference) {
        return policy - reference;
    }

    /** (log π_θ − log π_ref)² / 2. */
    public static double k2(double policy, double reference) {
        double d = LogRatio.clamp(reference - policy);
        return d * d / 2;
    }

    /** e^d − d − 1, d = log π_ref − log π_θ. */
    public static double k3(double policy, double reference) {
        double d = LogRatio.clamp(reference - policy);
        return Math.exp(d) - d - 1;
    }
}
