package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.RunId;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstWeightsTest {

    private final AppliedVersions versions = new AppliedVersions();

    @Test
    void shouldSayWhatItWaitedForWhenNothingComes() {
        FirstWeights first = new FirstWeights(new RunId("r"), "t.weights", Duration.ofMillis(1), Clock.systemUTC());

        assertThatThrownBy(() -> first.await(versions, () -> true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("run r")
                .hasMessageContaining("t.weights")
                .hasMessageContaining("start the learner");
    }

    @Test
    void shouldEndWithoutWeightsWhenToldTo() {
        FirstWeights first = new FirstWeights(new RunId("r"), "t.weights", Duration.ofDays(1), Clock.systemUTC());

        assertThat(first.await(versions, () -> false)).isFalse();
    }

    @Test
    void shouldGoOnWithTheFirstWeights() {
        FirstWeights first = new FirstWeights(new RunId("r"), "t.weights", Duration.ofDays(1), Clock.systemUTC());
        versions.applied(40);

        assertThat(first.await(versions, () -> true)).isTrue();
        assertThat(versions.settledGroups()).isEqualTo(40);
    }
}
