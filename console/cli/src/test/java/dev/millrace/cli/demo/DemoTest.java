package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.RoleFailedException;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a demo ends before its end; {@code RecordedRunTest} and {@code DrawnRunTest} have those that came to it. */
@Timeout(300)
class DemoTest {

    @TempDir
    private Path temporary;

    private final StringWriter written = new StringWriter();

    private static PolicyConfig architecture() {
        return PolicyConfig.base(WordTokenizer.builtIn().vocabularySize());
    }

    private ModelSource untrainedPolicy(PolicyConfig architecture) {
        Path folder = temporary.resolve("base");
        try (PolicyWeights weights = PolicyWeights.initialize(architecture, 7)) {
            SavedModel.of(weights).write(folder);
        }
        return ModelSource.folder(folder);
    }

    private static MillraceConfig settings(String... overrides) {
        return MillraceConfig.loader()
                .load(
                        List.of(
                                "learner.total_steps=2",
                                "learner.batch_groups=4",
                                "worker.group_size=4",
                                "worker.batch_prompts=4"),
                        Optional.empty(),
                        List.of(overrides));
    }

    private Optional<DemoReport> run(StopSignal signal, String... overrides) throws InterruptedException {
        MillraceConfig settings = settings(overrides);
        try (DemoFolder folder = DemoFolder.claim(temporary.resolve("demo"))) {
            DemoData data = new DemoData(
                    FeedEntries.of(ScenePrompts.ONE_SIZE.training(1, 32)),
                    EvaluationItems.of(ScenePrompts.ONE_SIZE.heldOut(14)));
            return new Demo(
                            settings.within(folder.checkpoints(), folder.streamsState()),
                            folder,
                            data,
                            new DemoConsole(new PrintWriter(written), false, 80),
                            signal,
                            true,
                            Clock.systemUTC())
                    .run(untrainedPolicy(architecture()));
        }
    }

    @Test
    void shouldStopWhenItIsAskedTo() throws InterruptedException {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            // Given
            signal.request();

            // When
            Optional<DemoReport> report = run(signal);

            // Then
            assertThat(report).isEmpty();
            assertThat(temporary.resolve("demo/report.json")).doesNotExist();
            assertThat(temporary.resolve("demo/demo.state")).hasContent("stopped");
        }
    }

    @Test
    void shouldRefuseWhatThePolicyCannotBeforeAnythingStarts() {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            Assertions.assertThatThrownBy(() -> run(signal, "worker.max_response_tokens=4000"))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("worker.max_response_tokens is 4000, but the policy (family mot) gives at most 32");
        }
        assertThat(written.toString()).doesNotContain("starting a broker");
    }

    @Test
    void shouldEndWithTheCauseWhenARoleFails() {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            Assertions.assertThatThrownBy(() -> run(signal, "learner.weights.max_bytes=1000"))
                    .isInstanceOf(RoleFailedException.class)
                    .hasMessageStartingWith("learner failed: ");
        }
        assertThat(temporary.resolve("demo/report.json")).doesNotExist();
    }
}
