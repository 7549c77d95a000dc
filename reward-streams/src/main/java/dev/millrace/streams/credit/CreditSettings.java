package dev.millrace.streams.credit;

import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.RewardTerms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * All settings that decide the numbers of an experience.
 *
 * @param reward how scores become a reward
 * @param advantage how rewards become advantages
 * @param reshaping how advantages are distributed over tokens
 */
public record CreditSettings(RewardTerms reward, AdvantageConfig advantage, ReshapingConfig reshaping) {

    /**
     * SHA-256 of the settings in a canonical form, 64 lower-case hexadecimal digits. Settings of the same meaning have
     * the same digest, whatever order they were written in.
     */
    public String digest() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String canonical() {
        StringBuilder lines = new StringBuilder();
        reward.weights().forEach((scorer, weight) -> line(lines, "reward.weights." + scorer, Double.toString(weight)));
        for (OutputKind kind : OutputKind.values()) {
            line(
                    lines,
                    "reward.required." + lower(kind),
                    String.join(",", reward.required().of(kind)));
        }
        line(lines, "reward.control", lower(reward.control()));
        line(lines, "reward.normalization", lower(reward.normalization()));
        reward.clip().forEach((scorer, range) -> {
            line(lines, "reward.clip." + scorer + ".low", Double.toString(range.low()));
            line(lines, "reward.clip." + scorer + ".high", Double.toString(range.high()));
        });
        line(lines, "advantage.estimator", advantage.estimator());
        line(lines, "advantage.epsilon", Double.toString(advantage.epsilon()));
        line(lines, "advantage.std", lower(advantage.std()));
        line(lines, "advantage.zero_variance", lower(advantage.zeroVariance()));
        reshaping.decisive().forEach((key, value) -> line(lines, "reshaping." + key, value));
        return lines.toString();
    }

    private static void line(StringBuilder lines, String key, String value) {
        lines.append(key).append('=').append(value).append('\n');
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
