package dev.millrace.models.qwen.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.parameters.ArraySource;
import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What full training copies, and what not. */
class FullTrainingTest {

    private static final TrainingSettings SETTINGS =
            new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true);

    private ModelSource checkpoint;
    private QwenModel model;

    @BeforeEach
    void write(@TempDir Path folder) {
        var unused = PolicyEngine.start(new EngineSettings(1, 1));
        checkpoint = TinyQwen.windowed(folder);
        model = QwenModel.read(checkpoint);
    }

    private FullTraining training(boolean tower) {
        return new FullTraining(checkpoint, model, SETTINGS, tower, new int[0], TensorType.F32);
    }

    @Test
    void shouldShareWithACopyWhatIsNotTrained() {
        try (FullTraining training = training(false);
                OwnedNetwork copy = training.copy()) {
            assertThat(copy.arrays().byName()).hasSameSizeAs(training.weights());
            training.weights().forEach((name, values) -> {
                if (name.startsWith(TensorNames.VISION)) {
                    assertThat(copy.arrays().get(name)).as(name).isSameAs(array(values));
                } else {
                    assertThat(copy.arrays().get(name)).as(name).isNotSameAs(array(values));
                }
            });
        }
    }

    @Test
    void shouldCopyTheTowerThatIsTrained() {
        try (FullTraining training = training(true);
                OwnedNetwork copy = training.copy()) {
            training.weights()
                    .forEach((name, values) ->
                            assertThat(copy.arrays().get(name)).as(name).isNotSameAs(array(values)));
        }
    }

    @Test
    void shouldKeepItsOwnWeightsWhereACopyIsClosed() {
        try (FullTraining training = training(false)) {
            String before = training.update(PolicyVersion.INITIAL).tensors().sha256();

            training.copy().close();

            assertThat(training.update(PolicyVersion.INITIAL).tensors().sha256())
                    .isEqualTo(before);
        }
    }

    @Test
    void shouldPublishTheSameBytesFromWhereTheyLie() throws Exception {
        try (FullTraining training = training(false)) {
            EncodedTensors inPlace = training.update(PolicyVersion.INITIAL).tensors();
            EncodedTensors encoded = TensorEncoder.encode(training.weights());

            assertThat(inPlace.digest()).isEqualTo(encoded.digest());
            assertThat(inPlace.open().readAllBytes()).isEqualTo(encoded.open().readAllBytes());
        }
    }

    @Test
    void shouldNotGiveAVersionWhoseWeightsHaveChanged() {
        try (FullTraining training = training(false)) {
            EncodedTensors version = training.update(PolicyVersion.INITIAL).tensors();
            Map<String, TensorSource> weights = training.weights();
            NDArray norm = array(Objects.requireNonNull(weights.get(TensorNames.FINAL_NORM)));
            norm.stopGradient().muli(2);

            assertThatThrownBy(() -> version.read("weights version 0", (name, values) -> {}))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("they were written meanwhile");
        }
    }

    private static NDArray array(TensorSource values) {
        return ((ArraySource) values).array();
    }
}
