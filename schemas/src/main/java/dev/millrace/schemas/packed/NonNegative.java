package dev.millrace.schemas.packed;

/**
 * What numbers about tokens can be that have no sign: policy versions, and entropies and divergences in nat, these but for
 * rounding.
 */
public final class NonNegative {

    /** What rounding in single precision, or in a server that rounds more, may leave below 0. */
    public static final float SMALLEST = -1e-4f;

    private NonNegative() {}

    /** The index of the first value below {@link #SMALLEST}; −1 if there is none. */
    public static int firstBelow(PackedFloats values) {
        for (int i = 0; i < values.length(); i++) {
            if (values.at(i) < SMALLEST) {
                return i;
            }
        }
        return -1;
    }

    /** The index of the first value below 0; −1 if there is none. */
    public static int firstBelow(PackedInts values) {
        if (values.areEqual()) {
            return values.at(0) < 0 ? 0 : -1;
        }
        for (int i = 0; i < values.length(); i++) {
            if (values.at(i) < 0) {
                return i;
            }
        }
        return -1;
    }
}
