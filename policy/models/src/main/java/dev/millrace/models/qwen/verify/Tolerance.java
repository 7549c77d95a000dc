package dev.millrace.models.qwen.verify;

/** What the vectors' README allows in float32: enough for another order of sums, and too little for a mistake. */
final class Tolerance {

    /** Of hidden vectors and logits. */
    static final double LOGITS = 1e-4;

    /** Of log-probabilities, in nat. */
    static final double LOG_PROBS = 5e-5;

    /** Of gradients and divergences, relative. */
    static final double RELATIVE = 1e-4;

    /** Of divergences, beside {@link #RELATIVE}, in nat. */
    static final double DIVERGENCE = 1e-6;

    private Tolerance() {}
}
