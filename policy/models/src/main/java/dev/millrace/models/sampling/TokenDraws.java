package dev.millrace.models.sampling;

/**
 * The randomness of sampling: one number in [0, 1) for each (seed of the prompt, index in the group, position). It has no
 * state, so a sequence draws the same numbers whatever else is in its batch and whoever samples it.
 */
public final class TokenDraws {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** Below 1 by more than a float sum of probabilities can be off, so that a draw never falls beyond the last token. */
    private static final float LARGEST = 1 - 0x1p-20f;

    private TokenDraws() {}

    /** The number of a place. */
    public static float uniform(long seed, int index, int position) {
        long state = mix(seed + GOLDEN_GAMMA);
        state = mix(state ^ (index + 1) * GOLDEN_GAMMA);
        state = mix(state ^ (position + 1) * GOLDEN_GAMMA);
        return Math.min((state >>> 40) * 0x1p-24f, LARGEST);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, 2014). */
    private static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
