package dev.millrace.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.flow.FlowSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {

    @Test
    void shouldNameTheKeyThatIsOutOfRange() {
        assertThatThrownBy(() -> config(1, 1.0)).hasMessage("group_size must be at least 2, not 1");
        assertThatThrownBy(() -> config(8, 0)).hasMessageStartingWith("temperature must be above 0");
        assertThatThrownBy(() -> config(8, Double.NaN)).hasMessageStartingWith("temperature must be above 0");
    }

    @Test
    void shouldRefuseAWorkerIdThatCannotStandInATransactionalId() {
        assertThatThrownBy(() -> new WorkerNames(Samples.TOPICS, Samples.RUN, "w 1"))
                .hasMessageContaining("worker id 'w 1'");
        assertThat(new WorkerNames(Samples.TOPICS, Samples.RUN, "w1").transactionalId())
                .isEqualTo("t.r.worker.w1");
    }

    private static WorkerConfig config(int groupSize, double temperature) {
        return new WorkerConfig(
                groupSize,
                16,
                Duration.ZERO,
                temperature,
                32,
                1,
                64,
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                Duration.ZERO,
                0,
                FlowSettings.rollouts(),
                Duration.ofSeconds(10));
    }
}
