package dev.millrace.schemas.packed;

/**
 * What the log-probabilities of tokens, in nat, can be: finite and not above 0, but for rounding. Those of denoising steps
 * are logarithms of densities and may be any finite number.
 */
public final class TokenLogProbs {

    /** What rounding in single precision, or in a server that rounds more, may leave above 0. */
    public static final float LARGEST = 1e-4f;

    private TokenLogProbs() {}

    /** The index of the first value above {@link #LARGEST}; −1 if there is none. */
    public static int firstAbove(PackedFloats values) {
        for (int i = 0; i < values.length(); i++) {
            if (values.at(i) > LARGEST) {
                return i;
            }
        }
        return -1;
    }
}
