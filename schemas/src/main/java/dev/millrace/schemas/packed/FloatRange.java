package dev.millrace.schemas.packed;

import java.nio.IntBuffer;

/**
 * A range of float32 values, which are compared by their bits as whole numbers: without a branch for each, a loop over them takes
 * many at once.
 *
 * @param least place of the least value in the order of all
 * @param width of the range in that order, without a sign
 */
record FloatRange(int least, int width) {

    /** So many values are taken out of a buffer at a time. */
    private static final int PART = 512;

    /** The numbers from {@code least} to {@code most}, which are finite; 0 of either sign is 0. */
    static FloatRange of(float least, float most) {
        int from = place(Float.floatToRawIntBits(least == 0 ? -0f : least));
        int to = place(Float.floatToRawIntBits(most == 0 ? 0f : most));
        return new FloatRange(from, to - from);
    }

    /** Bits of negative values grow as the values fall. What is no number stands before or behind all that are. */
    private static int place(int bits) {
        return bits ^ ((bits >> 31) >>> 1);
    }

    /** Whether each of the remaining values, as their bits, lies in the range. The buffer is read. */
    boolean holds(IntBuffer values) {
        int[] part = new int[Math.min(values.remaining(), PART)];
        int outside = 0;
        while (values.hasRemaining()) {
            int n = Math.min(values.remaining(), PART);
            values.get(part, 0, n);
            for (int i = 0; i < n; i++) {
                int distance = place(part[i]) - least;
                // The sign of width − distance, both without a sign, as a borrow: it is set where the distance is
                // greater.
                outside |= (~width & distance) | (~(width ^ distance) & (width - distance));
            }
        }
        return outside >= 0;
    }
}
