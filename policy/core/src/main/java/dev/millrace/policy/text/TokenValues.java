package dev.millrace.policy.text;

import java.util.Arrays;

/** One float per token of a response (log-probabilities, entropies): immutable, never boxed. */
public final class TokenValues {

    private final float[] values;

    private TokenValues(float[] values) {
        this.values = values;
    }

    /** These values, copied. */
    public static TokenValues of(float... values) {
        return new TokenValues(values.clone());
    }

    public int length() {
        return values.length;
    }

    /** The value of the token at a position from 0. */
    public float at(int position) {
        return values[position];
    }

    /** Whether no value is NaN or infinite. */
    public boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the values. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenValues tokens && Arrays.equals(values, tokens.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
