package org.example.guests;

/**
 * The settings of {@code near}.
 *
 * @param span distance at which an answer is worth nothing
 */
public record NearConfig(double span) {

    public NearConfig {
        if (!(span > 0) || Double.isInfinite(span)) {
            throw new IllegalArgumentException("span must be above 0, not " + span);
        }
    }
}
