package dev.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.config.MillraceConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccuracyRuleTest {

    private static final String HALF = "<think> so </think> 1/2";

    @Test
    void shouldCallRightWhatARunIsRewardedFor() {
        // Given
        AccuracyRule plain = AccuracyRule.of(MillraceConfig.defaults());
        AccuracyRule math = AccuracyRule.of(settings("reward.weights.accuracy=null", "reward.weights.math=1"));
        AccuracyRule boxed = AccuracyRule.of(settings(
                "reward.weights.accuracy=0",
                "reward.weights.sums=1",
                "scorers.sums.type=math",
                "scorers.sums.config.mark=boxed"));
        AccuracyRule both = AccuracyRule.of(settings("reward.weights.math=1"));

        // When / Then
        assertThat(plain.isRight(HALF, "0.5")).isFalse();
        assertThat(math.isRight(HALF, "0.5")).isTrue();
        assertThat(boxed.isRight(HALF, "0.5")).isFalse();
        assertThat(boxed.isRight("\\boxed{1/2}", "0.5")).isTrue();
        assertThat(both.isRight(HALF, "0.5")).isFalse();
    }

    private static MillraceConfig settings(String... overrides) {
        return MillraceConfig.loader().load(Optional.empty(), List.of(overrides));
    }
}
