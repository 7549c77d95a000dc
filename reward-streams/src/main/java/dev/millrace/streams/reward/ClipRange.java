package dev.millrace.streams.reward;

/**
 * The range within which a scorer's values enter a reward.
 *
 * @param low what is lower counts as this, a finite number
 * @param high what is higher counts as this, a finite number above {@code low}
 */
public record ClipRange(double low, double high) {

    /** @throws IllegalArgumentException if the range is empty or not finite */
    public ClipRange {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
            throw new IllegalArgumentException(
                    "low and high must be finite numbers, low the lower, not " + low + " and " + high);
        }
    }

    /** The nearest number within the range. */
    public double nearest(double value) {
        return Math.max(low, Math.min(high, value));
    }
}
