package dev.millrace.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpPlanTest {

    private static final Path FOLDER = Path.of("runs/tour");

    @Test
    void shouldRunEveryRoleUnderTheSameSettings() {
        UpPlan plan = new UpPlan(
                FOLDER,
                List.of("-c", "a.yaml"),
                Optional.empty(),
                List.of("accuracy"),
                2,
                Optional.of("a.jsonl"),
                Optional.of("held-out.jsonl"),
                true);

        List<UpProcess> processes = plan.processes();

        assertThat(processes)
                .extracting(UpProcess::name)
                .containsExactly("page", "learner", "streams", "score", "worker-0", "worker-1", "evaluate", "prompts");
        assertThat(processes)
                .allSatisfy(process -> assertThat(process.arguments()).containsSequence("-c", "a.yaml"));
        assertThat(processes.get(5).arguments()).startsWith("worker", "--id", "1");
        assertThat(processes.get(6).arguments()).startsWith("evaluate", "--follow", "--data", "held-out.jsonl");
    }

    @Test
    void shouldTellAllWhereItsOwnBrokerIs() {
        UpPlan plan = new UpPlan(
                FOLDER,
                List.of(),
                Optional.of(new UpPlan.OwnBroker(19092, 18081)),
                List.of(),
                1,
                Optional.empty(),
                Optional.empty(),
                false);

        assertThat(plan.processes().get(0).arguments())
                .startsWith("local", "--run", "runs/tour", "--port", "19092", "--registry-port", "18081");
        assertThat(plan.processes()).allSatisfy(process -> assertThat(process.arguments())
                .contains("kafka.bootstrap=localhost:19092", "kafka.registry=http://localhost:18081"));
    }

    @Test
    void shouldStartABrokerOnThisMachineOnly() {
        OwnAddresses elsewhere = new OwnAddresses("broker:9092", "http://localhost:8081");

        assertThat(elsewhere.isNothingConfigured()).isFalse();
        assertThatThrownBy(elsewhere::broker)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("kafka.bootstrap is broker:9092");
        assertThat(OwnAddresses.of(KafkaConfig.defaults()).broker()).isEqualTo(new UpPlan.OwnBroker(9092, 8081));
    }
}
