package dev.millrace.streams.reshaping;

/**
 * How advantages are distributed over tokens.
 *
 * @param method name of the reshaper; {@code none} is the only one so far
 */
public record ReshapingConfig(String method) {

    /** @throws IllegalArgumentException if the method is unknown */
    public ReshapingConfig {
        Reshaper.requireKnown(method);
    }

    /** No reshaping. */
    public static ReshapingConfig defaults() {
        return new ReshapingConfig(NoReshaping.NAME);
    }
}
