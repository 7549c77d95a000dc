package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.WeightSpan;
import dev.millrace.workers.engines.server.WeightsLease;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionStampTest {

    /** Labels are {@code vN}. */
    private record Lease(PolicyVersion version, boolean isAdapter, Optional<PolicyVersion> versionNow)
            implements WeightsLease {

        @Override
        public String name() {
            return "v" + version;
        }

        @Override
        public Optional<PolicyVersion> versionOf(String label) {
            return label.startsWith("v")
                    ? Optional.of(new PolicyVersion(Long.parseLong(label.substring(1))))
                    : Optional.empty();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static Lease lease(boolean adapter, long begun, long now) {
        return new Lease(new PolicyVersion(begun), adapter, Optional.of(new PolicyVersion(now)));
    }

    private static CheckedAnswer answer(WeightSpan... spans) {
        return new CheckedAnswer(
                Tokens.of(1, 2, 3),
                TokenValues.of(-1, -1, -1),
                "",
                FinishReason.LENGTH,
                Optional.empty(),
                List.of(spans));
    }

    @Test
    void shouldTakeSpansWhereAServerSaysThem() throws Exception {
        VersionStamp stamp =
                VersionStamp.of(answer(new WeightSpan("v1", 0, 2), new WeightSpan("v2", 2, 3)), lease(false, 1, 2));

        assertThat(stamp.versions().toArray()).containsExactly(1, 1, 2);
        assertThat(stamp.isMixed()).isFalse();
    }

    @Test
    void shouldNotHideThatWeightsWereReplacedMeanwhile() throws Exception {
        VersionStamp stamp = VersionStamp.of(answer(), lease(false, 1, 2));
        VersionStamp endAlone = VersionStamp.of(answer(new WeightSpan("v2", -1, 3)), lease(false, 1, 2));

        assertThat(stamp.versions().toArray()).containsExactly(1, 1, 1);
        assertThat(stamp.weights()).isEqualTo("mixed 1 to 2");
        assertThat(endAlone.isMixed()).isTrue();
    }

    @Test
    void shouldHoldAnAdapterToItsName() throws Exception {
        VersionStamp stamp = VersionStamp.of(answer(new WeightSpan("default", 0, 3)), lease(true, 4, 5));

        assertThat(stamp.versions().toArray()).containsExactly(4, 4, 4);
        assertThat(stamp.weights()).isEqualTo("v4");
    }

    @Test
    void shouldRefuseWeightsOfSomebodyElseAndSpansWithHoles() {
        assertThatThrownBy(() -> VersionStamp.of(answer(new WeightSpan("default", 0, 3)), lease(false, 1, 1)))
                .isInstanceOf(RefusedReplyException.class)
                .hasMessageContaining("not of this run");
        assertThatThrownBy(() -> VersionStamp.of(answer(new WeightSpan("v1", 0, 2)), lease(false, 1, 1)))
                .isInstanceOf(RefusedReplyException.class)
                .hasMessageContaining("end at 2 of 3 tokens");
        assertThatThrownBy(() -> VersionStamp.of(
                        answer(new WeightSpan("v1", -1, -1), new WeightSpan("v2", -1, -1)), lease(false, 1, 2)))
                .isInstanceOf(RefusedReplyException.class)
                .hasMessageContaining("do not cover the answer");
    }
}
