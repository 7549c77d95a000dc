package dev.millrace.streams.credit;

import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.ClipRange;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.reward.RewardTerms;
import java.util.Map;
import java.util.Set;

/** What decides the numbers of tests: two scorers of texts and three of images, as in the demo. */
public final class DemoCredit {

    private static final Set<String> OF_IMAGES = Set.of("semantic", "instruction", "knowledge");

    private DemoCredit() {}

    /** The settings of the demo's rewards. */
    public static RewardConfig config() {
        return RewardConfig.of(
                Map.of("accuracy", 1.0, "format", 0.2, "semantic", 1.0, "instruction", 1.0, "knowledge", 1.0));
    }

    public static RewardTerms reward() {
        return terms(config());
    }

    /** The same terms with the values of one scorer clipped. */
    public static RewardTerms clipped(String scorer, double low, double high) {
        RewardConfig plain = config();
        return terms(new RewardConfig(
                plain.weights(),
                plain.required(),
                plain.control(),
                plain.normalization(),
                Map.of(scorer, new ClipRange(low, high))));
    }

    /** The terms of other settings for these five. */
    public static RewardTerms terms(RewardConfig config) {
        return config.terms(scorer -> OF_IMAGES.contains(scorer) ? Judges.IMAGE : Judges.TEXT);
    }

    public static CreditSettings settings() {
        return new CreditSettings(reward(), AdvantageConfig.defaults(), ReshapingConfig.defaults());
    }
}
