package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.MaskedView;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.AdapterForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Low-rank adapters in training. */
class QwenAdapterTrainingTest {

    @TempDir
    private Path folder;

    private ModelSource checkpoint;
    private PolicyFamily family;

    @BeforeEach
    void makeBase() {
        checkpoint = TinyQwen.windowed(folder);
        family = PolicyFamilies.found().of(checkpoint);
    }

    @Test
    void shouldBeginWithTheSameNoiseEverywhere() {
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            Map<String, Tensor> weights = Tensor.copiesOf(policy.weights());
            Tensor down =
                    Objects.requireNonNull(weights.get("model.language_model.layers.0.self_attn.q_proj.lora_A.weight"));

            assertThat(policy.adapter())
                    .contains(new AdapterForm(
                            2,
                            4,
                            false,
                            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
                            false));
            // Uniform within ±1/√32.
            for (float value : down.toFloats()) {
                assertThat(Math.abs(value)).isLessThanOrEqualTo((float) (1 / Math.sqrt(32)));
            }
            assertThat(down.toFloats()).startsWith(0.12885523f, -0.09563571f, -0.021802515f);
            assertThat(Objects.requireNonNull(
                                    weights.get("model.language_model.layers.0.self_attn.q_proj.lora_B.weight"))
                            .toFloats())
                    .containsOnly(0);
        }
    }

    @Test
    void shouldBeginAsTheBaseAndMoveTheAdapterOnly() {
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            // Given
            AnswerBatch batch = QwenAdapters.batch(QwenAdapters.input(checkpoint, "<image>what?"), 1);
            float[] begun = QwenAdapters.logProbs(policy, batch);
            float[] base = policy.reference(batch);
            Map<String, Tensor> before = Tensor.copiesOf(policy.weights());

            // When
            QwenAdapters.step(policy, batch);
            QwenAdapters.step(policy, batch);

            // Then
            assertThat(begun).isEqualTo(base);
            assertThat(policy.reference(batch)).isEqualTo(base);
            assertThat(QwenAdapters.logProbs(policy, batch)).isNotEqualTo(base);
            assertThat(policy.weights().keySet())
                    .hasSize(2 * 7 * 2)
                    .allMatch(name -> name.endsWith(".lora_A.weight") || name.endsWith(".lora_B.weight"));
            Map<String, Tensor> after = Tensor.copiesOf(policy.weights());
            assertThat(after).allSatisfy((name, tensor) -> assertThat(tensor).isNotEqualTo(before.get(name)));
        }
    }

    @Test
    void shouldLearnThroughAMaskedViewToo() {
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            PolicyInput input = QwenAdapters.input(checkpoint, "<image>what?");
            AnswerBatch batch = new AnswerBatch(
                    List.of(new AnswerBatch.Group(
                            input, Optional.of(new MaskedView(0.9, 3)), List.of(Tokens.of(65, 66, 258)))),
                    1,
                    1);
            float[] first = new float[1];
            float[] second = new float[1];

            carry(policy, batch, first);
            var unused = policy.step(1e-2);
            carry(policy, batch, second);

            assertThat(first[0]).isPositive();
            assertThat(second[0]).isGreaterThan(first[0]);
        }
    }

    /** Makes the divergence between the views larger. */
    private static void carry(TrainablePolicy policy, AnswerBatch batch, float[] divergence) {
        var unused = policy.accumulate(batch, values -> {
            float[] by = new float[values.size()];
            float[] nothing = new float[values.size()];
            float sum = 0;
            for (int i = 0; i < by.length; i++) {
                by[i] = -1;
                sum += values.divergences().orElseThrow()[i];
            }
            divergence[0] = sum;
            return new TokenLoss.Slopes(-sum, nothing, null, by);
        });
    }

    @Test
    void shouldGoOnFromACheckpointBitByBit(@TempDir Path saved) throws IOException {
        // Given an adapter that has taken two steps, and was saved after the first
        AnswerBatch batch = QwenAdapters.batch(QwenAdapters.input(checkpoint, "<image>what?"), 1);
        String wanted;
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            QwenAdapters.step(policy, batch);
            QwenAdapters.write(policy.files(), saved);
            QwenAdapters.step(policy, batch);
            wanted = policy.update(new PolicyVersion(2)).tensors().sha256();
        }

        // When another goes on from what was saved
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            policy.load(ModelSource.folder(saved));
            QwenAdapters.step(policy, batch);

            // Then
            assertThat(policy.update(new PolicyVersion(2)).tensors().sha256()).isEqualTo(wanted);
            assertThat(saved.resolve("model.safetensors")).doesNotExist();
        }
    }

    @Test
    void shouldLeaveTheTowerAsItIsUnlessAskedToTrainIt() {
        AnswerBatch batch = QwenAdapters.batch(QwenAdapters.input(checkpoint, "<image>what?"), 1);
        Map<String, Tensor> frozen = trained(Adaptation.FULL, batch);
        Map<String, Tensor> trained = trained(new Adaptation.Full(true), batch);
        try (TrainablePolicy base =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(Adaptation.FULL))) {
            Map<String, Tensor> before = Tensor.copiesOf(base.weights());

            assertThat(frozen).allSatisfy((name, tensor) -> {
                if (name.startsWith(TensorNames.VISION)) {
                    assertThat(tensor).as(name).isEqualTo(before.get(name));
                    assertThat(trained.get(name)).as(name).isNotEqualTo(before.get(name));
                } else {
                    // What the tower learns shows in the language model only with the next step.
                    assertThat(tensor).as(name).isEqualTo(trained.get(name)).isNotEqualTo(before.get(name));
                }
            });
        }
    }

    private Map<String, Tensor> trained(Adaptation adaptation, AnswerBatch batch) {
        // No norm clips, so that the tower's gradients leave the others as they are.
        TrainingSettings settings = new TrainingSettings(AdamWSettings.DEFAULT, 1e9, false, false, adaptation, true);
        try (TrainablePolicy policy = family.trainable(checkpoint, QwenAdapters.COMPUTE, settings)) {
            QwenAdapters.step(policy, batch);
            return Tensor.copiesOf(policy.weights());
        }
    }

    @Test
    void shouldObjectToWhatItCannotTrain() {
        assertThat(objection(new Adaptation.LowRank(2, 4, false, List.of("q_proj", "foo"), false, 0)))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith(
                                "learner.lora.targets names 'foo', which is no linear layer of the language model"));
        assertThat(objection(new Adaptation.LowRank(2, 4, false, List.of("q_proj"), true, 0)))
                .isEmpty();
        assertThat(objection(QwenAdapters.ADAPTER)).isEmpty();
        assertThat(objection(new Adaptation.Full(true))).isEmpty();
    }

    private Optional<String> objection(Adaptation adaptation) {
        return family.objection(checkpoint, QwenAdapters.settings(adaptation));
    }
}
