package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.schemas.id.RunId;
import dev.millrace.workers.stack.TinyPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FirstWeightsTest {

    private final PolicySlot slot = new PolicySlot();

    @Test
    void shouldSayWhatItWaitedForWhenNothingComes() {
        FirstWeights first = new FirstWeights(new RunId("r"), "t.weights", Duration.ofMillis(1), Clock.systemUTC());

        assertThatThrownBy(() -> first.await(slot, () -> true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("run r")
                .hasMessageContaining("t.weights")
                .hasMessageContaining("start the learner");
    }

    @Test
    void shouldEndWithoutWeightsWhenToldTo() {
        FirstWeights first = new FirstWeights(new RunId("r"), "t.weights", Duration.ofDays(1), Clock.systemUTC());

        assertThat(first.await(slot, () -> false)).isFalse();
    }

    @Test
    void shouldGoOnWithTheFirstWeights() {
        FirstWeights first = new FirstWeights(new RunId("r"), "t.weights", Duration.ofDays(1), Clock.systemUTC());
        slot.swap(new AppliedWeights(PolicyWeights.initialize(TinyPolicy.CONFIG, 1), 40, Instant.EPOCH));

        assertThat(first.await(slot, () -> true)).isTrue();
        assertThat(slot.settledGroups()).isEqualTo(40);
        slot.close();
    }
}
