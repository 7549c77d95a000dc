package dev.millrace.models.mot.flow;

import java.util.Random;

/**
 * The noise of drawings: a pure function of (seed, index in the group, what it is for), so that a drawing depends on
 * nothing else of its batch, and can be drawn again.
 */
final class FlowNoise {

    private static final long INITIAL = -1;
    private static final long WINDOW = -2;

    private FlowNoise() {}

    /** Standard normal values to begin with, into {@code destination} from {@code offset}. */
    static void initial(long seed, int index, float[] destination, int offset, int count) {
        normal(seed, index, INITIAL, destination, offset, count);
    }

    /** Standard normal values of a stochastic step. */
    static void ofStep(long seed, int index, int step, float[] destination, int offset, int count) {
        normal(seed, index, step, destination, offset, count);
    }

    /** Where the window of a prompt begins: the same for its whole group. */
    static int window(long seed, int places) {
        return new Random(mixed(seed, 0, WINDOW)).nextInt(places);
    }

    private static void normal(long seed, int index, long purpose, float[] destination, int offset, int count) {
        Random random = new Random(mixed(seed, index, purpose));
        for (int i = 0; i < count; i++) {
            destination[offset + i] = (float) random.nextGaussian();
        }
    }

    private static long mixed(long seed, long index, long purpose) {
        return scrambled(scrambled(scrambled(seed) + index) + purpose);
    }

    /** The finaliser of SplitMix64. */
    private static long scrambled(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
