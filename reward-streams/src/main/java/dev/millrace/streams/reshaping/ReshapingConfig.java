package dev.millrace.streams.reshaping;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How advantages are distributed over tokens.
 *
 * @param method name of the reshaper
 * @param prpo settings of {@code prpo} and its controls {@code random}, {@code uniform}, {@code dependency_only} and
 *     {@code brittle_only}
 * @param vppo settings of {@code vppo}
 * @param pgpo settings of {@code pgpo}
 * @param entropy settings of {@code entropy}
 */
public record ReshapingConfig(String method, PrpoConfig prpo, VppoConfig vppo, PgpoConfig pgpo, EntropyConfig entropy) {

    /** @throws IllegalArgumentException if the method is unknown */
    public ReshapingConfig {
        Reshaper.requireKnown(method);
    }

    /** No reshaping. */
    public static ReshapingConfig defaults() {
        return of(NoReshaping.NAME);
    }

    /** A method with its defaults. */
    public static ReshapingConfig of(String method) {
        return new ReshapingConfig(
                method, PrpoConfig.defaults(), VppoConfig.defaults(), PgpoConfig.defaults(), EntropyConfig.defaults());
    }

    /** The settings that the method reads, by key, so that settings of the same meaning are equal here. */
    public SortedMap<String, String> decisive() {
        SortedMap<String, String> read = new TreeMap<>();
        read.put("method", method);
        switch (method) {
            case NoReshaping.NAME -> {}
            case Vppo.NAME -> {
                read.put("vppo.top", Double.toString(vppo.top()));
                read.put("vppo.alpha_min", Double.toString(vppo.alphaMin()));
            }
            case Pgpo.NAME -> {
                read.put("pgpo.beta", Double.toString(pgpo.beta()));
                read.put("pgpo.tau", Double.toString(pgpo.tau()));
            }
            case EntropySelection.NAME -> read.put("entropy.top", Double.toString(entropy.top()));
            default -> {
                read.put("prpo.beta", Double.toString(prpo.beta()));
                read.put("prpo.tau", Double.toString(prpo.tau()));
                read.put("prpo.lambda", Double.toString(prpo.lambda()));
                read.put("prpo.combiner", prpo.combiner().name().toLowerCase(Locale.ROOT));
                read.put("prpo.ratio_epsilon", Double.toString(prpo.ratioEpsilon()));
                read.put("prpo.min_dependency", Double.toString(prpo.minDependency()));
                read.put("prpo.mass_conserving", Boolean.toString(prpo.massConserving()));
            }
        }
        return read;
    }
}
