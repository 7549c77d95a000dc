package dev.millrace.streams.reshaping;

/**
 * Settings of {@code entropy}.
 *
 * @param top fraction of the tokens that keep their advantage, above 0
 */
public record EntropyConfig(double top) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public EntropyConfig {
        SettingRanges.fraction("top", top, top > 0 && top <= 1);
    }

    /** The paper's: 0.2. */
    public static EntropyConfig defaults() {
        return new EntropyConfig(0.2);
    }
}
