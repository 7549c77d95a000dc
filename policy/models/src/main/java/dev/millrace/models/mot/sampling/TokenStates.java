package dev.millrace.models.mot.sampling;

import java.util.Arrays;

/**
 * The last hidden states from which the tokens of one response were drawn, (length, width): what a policy predicted at each
 * token, over the whole vocabulary, in little room. Immutable.
 */
public final class TokenStates {

    private final float[] values;
    private final int width;

    private TokenStates(float[] values, int width) {
        this.values = values;
        this.width = width;
    }

    /** A copy of the first {@code length} states. */
    static TokenStates copyOf(float[] values, int length, int width) {
        return new TokenStates(Arrays.copyOf(values, length * width), width);
    }

    /** Number of tokens. */
    public int length() {
        return values.length / width;
    }

    /** Copies all states, one after the other, to {@code target} from {@code offset} on. */
    public void copyTo(float[] target, int offset) {
        System.arraycopy(values, 0, target, offset, values.length);
    }
}
