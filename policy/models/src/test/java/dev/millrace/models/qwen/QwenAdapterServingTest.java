package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Low-rank adapters where they sample. */
class QwenAdapterServingTest {

    @TempDir
    private Path folder;

    private ModelSource checkpoint;
    private PolicyFamily family;

    @BeforeEach
    void makeBase() {
        checkpoint = TinyQwen.windowed(folder);
        family = PolicyFamilies.found().of(checkpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2_5_vl", "qwen3_vl"})
    void shouldTeachAnAdapterWithTheLogProbabilitiesThatItSampledWith(String model, @TempDir Path other) {
        ModelSource base = model.equals("qwen2_5_vl") ? checkpoint : TinyQwen.deepstack(other);
        try (RolloutEngine engine = family.engine(base, QwenAdapters.COMPUTE);
                TrainablePolicy policy =
                        family.trainable(base, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            // Given an adapter that has learnt something, and a group sampled with it
            PolicyInput input = QwenAdapters.input(base, "<image>what?");
            QwenAdapters.step(policy, QwenAdapters.batch(input, 1));
            engine.apply(policy.update(new PolicyVersion(1)));
            SampledGroup group = QwenAdapters.sample(engine, input);
            AnswerBatch batch = QwenAdapters.batch(
                    input,
                    0.7,
                    group.answers().stream().map(SampledAnswer::tokens).toList());

            // When the group is evaluated in training
            float[] taught = QwenAdapters.logProbs(policy, batch);

            // Then
            assertThat(taught).hasSameSizeAs(QwenAdapters.sampled(group));
            for (int i = 0; i < taught.length; i++) {
                assertThat(taught[i]).isCloseTo(QwenAdapters.sampled(group)[i], Offset.offset(2e-5f));
            }
            assertThat(taught).isNotEqualTo(policy.reference(batch));
        }
    }

    @Test
    void shouldSampleWithWhatItHoldsWhileVersionsChange() {
        PolicyInput input = QwenAdapters.input(checkpoint, "what?");
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            RolloutEngine engine = family.engine(checkpoint, QwenAdapters.COMPUTE);
            engine.apply(policy.update(PolicyVersion.INITIAL));
            float[] initial = QwenAdapters.sampled(QwenAdapters.sample(engine, input));
            HeldRollouts held = engine.hold();
            QwenAdapters.step(policy, QwenAdapters.batch(input, 1));
            engine.apply(policy.update(new PolicyVersion(1)));
            float[] later = QwenAdapters.sampled(QwenAdapters.sample(engine, input));

            // The base must outlive the engine as long as a version over it is held.
            engine.close();
            try (held) {
                SampledGroup group = held.sample(
                                List.of(new RolloutRequest(input, 11)), QwenAdapters.SAMPLING, Optional.empty())
                        .groups()
                        .get(0);
                assertThat(QwenAdapters.sampled(group)).isEqualTo(initial).isNotEqualTo(later);
            }
        }
    }

    @Test
    void shouldServeACheckpointThatIsAnAdapterOverItsBase(@TempDir Path saved) throws IOException {
        PolicyInput input = QwenAdapters.input(checkpoint, "<image>what?");
        float[] trained;
        try (TrainablePolicy policy = family.trainable(
                        checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER));
                RolloutEngine engine = family.engine(checkpoint, QwenAdapters.COMPUTE)) {
            QwenAdapters.step(policy, QwenAdapters.batch(input, 1));
            QwenAdapters.write(policy.files(), saved);
            engine.apply(policy.update(new PolicyVersion(1)));
            trained = QwenAdapters.sampled(QwenAdapters.sample(engine, input));
        }
        ModelSource adapter = ModelSource.folder(saved);

        try (RolloutEngine engine = family.serving(adapter, QwenAdapters.COMPUTE)) {
            assertThat(engine.version()).contains(PolicyVersion.INITIAL);
            assertThat(QwenAdapters.sampled(QwenAdapters.sample(engine, input))).isEqualTo(trained);
        }
    }

    @Test
    void shouldSayWhatACheckpointOfAnAdapterIs(@TempDir Path saved) throws IOException {
        try (TrainablePolicy policy =
                family.trainable(checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER))) {
            QwenAdapters.write(policy.files(), saved);
        }

        CheckpointFacts facts = family.inspect(ModelSource.folder(saved)).orElseThrow();

        assertThat(facts.facts())
                .hasEntrySatisfying("adapter", said -> assertThat(said)
                        .startsWith("rank 2, alpha 4.0, beside ")
                        .contains("down_proj")
                        .endsWith(" numbers"))
                .hasEntrySatisfying("base", said -> assertThat(said).startsWith(folder + ", SHA-256 "))
                .containsAllEntriesOf(family.inspect(checkpoint).orElseThrow().facts());
    }

    @Test
    void shouldRefuseAnAdapterOfAnotherBase(@TempDir Path other) throws IOException {
        ModelSource foreign = TinyQwen.windowed(other);
        byte[] weights = Files.readAllBytes(other.resolve("model.safetensors"));
        weights[weights.length - 2] ^= 1;
        Files.write(other.resolve("model.safetensors"), weights);
        try (TrainablePolicy policy = family.trainable(
                        checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER));
                RolloutEngine engine = family.engine(foreign, QwenAdapters.COMPUTE)) {
            PolicyUpdate update = policy.update(PolicyVersion.INITIAL);

            assertThatThrownBy(() -> engine.apply(update))
                    .isInstanceOf(ForeignBaseException.class)
                    .hasMessageStartingWith("weights version 0 is an adapter over the weights " + policy.baseSha256()
                            + ", but those in " + other.resolve("model.safetensors") + " are ")
                    .hasMessageEndingWith("give policy.checkpoint the folder that it was trained with");
        }
    }

    @Test
    void shouldRefuseAnAdapterThatBindsToNothing() {
        try (TrainablePolicy policy = family.trainable(
                        checkpoint, QwenAdapters.COMPUTE, QwenAdapters.settings(QwenAdapters.ADAPTER));
                RolloutEngine engine = family.engine(checkpoint, QwenAdapters.COMPUTE)) {
            PolicyUpdate elsewhere = renamed(policy, name -> name.replace("layers.1.", "layers.9."));
            PolicyUpdate tower = renamed(policy, name -> name.replace(TensorNames.LANGUAGE, TensorNames.VISION));

            assertThatThrownBy(() -> engine.apply(elsewhere))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageStartingWith("weights version 0 holds 'model.language_model.layers.9.mlp.down_proj"
                            + ".lora_A.weight', which belongs to no linear layer");
            assertThatThrownBy(() -> engine.apply(tower)).isInstanceOf(UpdateException.class);
            assertThat(engine.version()).isEmpty();
        }
    }

    private static PolicyUpdate renamed(TrainablePolicy policy, UnaryOperator<String> renaming) {
        Map<String, TensorSource> renamed = new TreeMap<>();
        policy.weights().forEach((name, tensor) -> renamed.put(renaming.apply(name), tensor));
        PolicyUpdate update = policy.update(PolicyVersion.INITIAL);
        return new PolicyUpdate(
                update.version(),
                update.family(),
                UpdateKind.ADAPTER,
                update.base(),
                update.architecture(),
                update.adapter(),
                TensorEncoder.encode(renamed));
    }
}
