package dev.millrace.streams.reshaping;

/**
 * Settings of {@code pgpo}.
 *
 * @param beta β, gain of the most dependent token before the weights are normalised
 * @param tau τ, the importance from which a token gains; between 0 and 1, neither included
 */
public record PgpoConfig(double beta, double tau) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public PgpoConfig {
        SettingRanges.notNegative("beta", beta);
        SettingRanges.fraction("tau", tau, tau > 0 && tau < 1);
    }

    /** The paper's: 2 and 0.4. */
    public static PgpoConfig defaults() {
        return new PgpoConfig(2, 0.4);
    }
}
