package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two steps on the right answers and images of a run's prompts. */
class SupervisedTrainingTest {

    private static final MillraceConfig SETTINGS = MillraceConfig.loader()
            .load(
                    List.of(
                            "pretrain.steps=2",
                            "pretrain.warmup_steps=1",
                            "pretrain.batch=4",
                            "pretrain.drawing_batch=6",
                            "pretrain.drawing_repeats=1",
                            "learner.total_steps=2",
                            "learner.batch_groups=8"),
                    Optional.empty(),
                    List.of());

    @TempDir
    private Path folder;

    @Test
    void shouldTrainThePolicyOnThePromptsOfARun() throws InterruptedException {
        ModelSource base = Policies.find("base");
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(5))) {
            // When
            ModelSource trained = new SupervisedTraining(SETTINGS, ExperimentData.AGAINST_PRIOR, signal)
                    .run(base, folder.resolve("trained"))
                    .orElseThrow();

            // Then
            SavedModel before = SavedModel.read(base);
            SavedModel after = SavedModel.read(trained);
            assertThat(after.config()).isEqualTo(before.config());
            Map<String, Tensor> was = Tensor.copiesOf(before.tensors());
            Map<String, Tensor> is = Tensor.copiesOf(after.tensors());
            assertThat(is).containsOnlyKeys(was.keySet()).isNotEqualTo(was);
            assertThat(SupervisedTraining.samplesPerStep(SETTINGS)).isEqualTo(10);
        }
    }

    @Test
    void shouldLeaveNothingWhereItIsStopped() throws InterruptedException {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(5))) {
            signal.request();

            Optional<ModelSource> trained = new SupervisedTraining(SETTINGS, ExperimentData.SCENES, signal)
                    .run(Policies.find("base"), folder.resolve("trained"));

            assertThat(trained).isEmpty();
            assertThat(folder.resolve("trained")).doesNotExist();
        }
    }

    @Test
    void shouldRefuseADataSetWhoseRightImagesNobodyKnows() {
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(5))) {
            assertThatThrownBy(
                            () -> new SupervisedTraining(SETTINGS, ExperimentData.parse("own=a.jsonl,b.jsonl"), signal))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("holds no right images");
        }
    }
}
