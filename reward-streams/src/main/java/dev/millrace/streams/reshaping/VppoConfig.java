package dev.millrace.streams.reshaping;

/**
 * Settings of {@code vppo}.
 *
 * @param top fraction of the tokens that keep their advantage, above 0
 * @param alphaMin factor of the least dependent response of a group, b in the paper
 */
public record VppoConfig(double top, double alphaMin) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public VppoConfig {
        SettingRanges.fraction("top", top, top > 0 && top <= 1);
        SettingRanges.fraction("alpha_min", alphaMin, alphaMin > 0 && alphaMin <= 1);
    }

    /** The paper's: 0.4 and 0.9. */
    public static VppoConfig defaults() {
        return new VppoConfig(0.4, 0.9);
    }
}
