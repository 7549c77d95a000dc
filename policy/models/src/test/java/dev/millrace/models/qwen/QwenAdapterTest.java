package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.MaskedView;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Low-rank adapters, from training to what samples with them. */
class QwenAdapterTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final EncodedImage IMAGE = TinyQwen.image(60, 40, 1);
    private static final Adaptation.LowRank ADAPTER =
            new Adaptation.LowRank(2, 4, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 7);

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
        try (RolloutEngine engine = family.engine(base, COMPUTE);
                TrainablePolicy policy = family.trainable(base, COMPUTE, settings(ADAPTER))) {
            // Given an adapter that has learnt something, and a group sampled with it
            PolicyInput input = input(base, "<image>what?");
            step(policy, batch(input, 1));
            engine.apply(policy.update(new PolicyVersion(1)));
            SampledGroup group = sample(engine, input);
            AnswerBatch batch = batch(
                    input,
                    0.7,
                    group.answers().stream().map(SampledAnswer::tokens).toList());

            // When the group is evaluated in training
            float[] taught = logProbs(policy, batch);

            // Then
            assertThat(taught).hasSameSizeAs(sampled(group));
            for (int i = 0; i < taught.length; i++) {
                assertThat(taught[i]).isCloseTo(sampled(group)[i], Offset.offset(2e-5f));
            }
            assertThat(taught).isNotEqualTo(policy.reference(batch));
        }
    }

    @Test
    void shouldBeginAsTheBaseAndMoveTheAdapterOnly() {
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            // Given
            AnswerBatch batch = batch(input(checkpoint, "<image>what?"), 1);
            float[] begun = logProbs(policy, batch);
            float[] base = policy.reference(batch);
            Map<String, Tensor> before = Tensor.copiesOf(policy.weights());

            // When
            step(policy, batch);
            step(policy, batch);

            // Then
            assertThat(begun).isEqualTo(base);
            assertThat(policy.reference(batch)).isEqualTo(base);
            assertThat(logProbs(policy, batch)).isNotEqualTo(base);
            assertThat(policy.weights().keySet())
                    .hasSize(2 * 7 * 2)
                    .allMatch(name -> name.endsWith(".lora_A.weight") || name.endsWith(".lora_B.weight"));
            Map<String, Tensor> after = Tensor.copiesOf(policy.weights());
            assertThat(after).allSatisfy((name, tensor) -> assertThat(tensor).isNotEqualTo(before.get(name)));
        }
    }

    @Test
    void shouldLearnThroughAMaskedViewToo() {
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            PolicyInput input = input(checkpoint, "<image>what?");
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
        AnswerBatch batch = batch(input(checkpoint, "<image>what?"), 1);
        String wanted;
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            step(policy, batch);
            write(policy.files(), saved);
            step(policy, batch);
            wanted = policy.update(new PolicyVersion(2)).tensors().sha256();
        }

        // When another goes on from what was saved
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            policy.load(ModelSource.folder(saved));
            step(policy, batch);

            // Then
            assertThat(policy.update(new PolicyVersion(2)).tensors().sha256()).isEqualTo(wanted);
            assertThat(saved.resolve("model.safetensors")).doesNotExist();
        }
    }

    @Test
    void shouldServeACheckpointThatIsAnAdapterOverItsBase(@TempDir Path saved) throws IOException {
        PolicyInput input = input(checkpoint, "<image>what?");
        float[] trained;
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER));
                RolloutEngine engine = family.engine(checkpoint, COMPUTE)) {
            step(policy, batch(input, 1));
            write(policy.files(), saved);
            engine.apply(policy.update(new PolicyVersion(1)));
            trained = sampled(sample(engine, input));
        }
        ModelSource adapter = ModelSource.folder(saved);

        try (RolloutEngine engine = family.serving(adapter, COMPUTE)) {
            assertThat(engine.version()).contains(PolicyVersion.INITIAL);
            assertThat(sampled(sample(engine, input))).isEqualTo(trained);
        }
    }

    @Test
    void shouldSayWhatACheckpointOfAnAdapterIs(@TempDir Path saved) throws IOException {
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            write(policy.files(), saved);
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
    void shouldSampleWithWhatItHoldsWhileVersionsChange() {
        PolicyInput input = input(checkpoint, "what?");
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            RolloutEngine engine = family.engine(checkpoint, COMPUTE);
            engine.apply(policy.update(PolicyVersion.INITIAL));
            float[] initial = sampled(sample(engine, input));
            HeldRollouts held = engine.hold();
            step(policy, batch(input, 1));
            engine.apply(policy.update(new PolicyVersion(1)));
            float[] later = sampled(sample(engine, input));

            // The base must outlive the engine as long as a version over it is held.
            engine.close();
            try (held) {
                SampledGroup group = held.sample(List.of(new RolloutRequest(input, 11)), SAMPLING, Optional.empty())
                        .groups()
                        .get(0);
                assertThat(sampled(group)).isEqualTo(initial).isNotEqualTo(later);
            }
        }
    }

    @Test
    void shouldRefuseAnAdapterOfAnotherBase(@TempDir Path other) throws IOException {
        ModelSource foreign = TinyQwen.windowed(other);
        byte[] weights = Files.readAllBytes(other.resolve("model.safetensors"));
        weights[weights.length - 2] ^= 1;
        Files.write(other.resolve("model.safetensors"), weights);
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER));
                RolloutEngine engine = family.engine(foreign, COMPUTE)) {
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
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER));
                RolloutEngine engine = family.engine(checkpoint, COMPUTE)) {
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

    @Test
    void shouldBeginWithTheSameNoiseEverywhere() {
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
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
    void shouldObjectToWhatItCannotTrain() {
        assertThat(objection(new Adaptation.LowRank(2, 4, false, List.of("q_proj", "foo"), false, 0)))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith(
                                "learner.lora.targets names 'foo', which is no linear layer of the language model"));
        assertThat(objection(new Adaptation.LowRank(2, 4, false, List.of("q_proj"), true, 0)))
                .isEmpty();
        assertThat(objection(ADAPTER)).isEmpty();
        assertThat(objection(new Adaptation.Full(true))).isEmpty();
    }

    private Optional<String> objection(Adaptation adaptation) {
        return family.objection(checkpoint, settings(adaptation));
    }

    @Test
    void shouldLeaveTheTowerAsItIsUnlessAskedToTrainIt() {
        AnswerBatch batch = batch(input(checkpoint, "<image>what?"), 1);
        Map<String, Tensor> frozen = trained(Adaptation.FULL, batch);
        Map<String, Tensor> trained = trained(new Adaptation.Full(true), batch);
        try (TrainablePolicy base = family.trainable(checkpoint, COMPUTE, settings(Adaptation.FULL))) {
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
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings)) {
            step(policy, batch);
            return Tensor.copiesOf(policy.weights());
        }
    }

    private static final SamplingSettings SAMPLING = new SamplingSettings(4, 0.7, 9);

    private static TrainingSettings settings(Adaptation adaptation) {
        return new TrainingSettings(AdamWSettings.DEFAULT, 1.0, true, false, adaptation, true);
    }

    private PolicyInput input(ModelSource base, String text) {
        List<EncodedImage> images = text.contains("<image>") ? List.of(IMAGE) : List.of();
        return family.format(base).encode(text, images).orThrow();
    }

    private static SampledGroup sample(RolloutEngine engine, PolicyInput input) {
        return engine.sample(List.of(new RolloutRequest(input, 11)), SAMPLING, Optional.empty())
                .groups()
                .get(0);
    }

    private static float[] sampled(SampledGroup group) {
        List<Float> all = new ArrayList<>();
        group.answers().forEach(answer -> {
            for (int i = 0; i < answer.logProbs().length(); i++) {
                all.add(answer.logProbs().at(i));
            }
        });
        float[] values = new float[all.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = all.get(i);
        }
        return values;
    }

    private static AnswerBatch batch(PolicyInput input, double temperature) {
        return batch(input, temperature, List.of(Tokens.of(65, 66, 258), Tokens.of(67, 258)));
    }

    private static AnswerBatch batch(PolicyInput input, double temperature, List<Tokens> answers) {
        return new AnswerBatch(List.of(new AnswerBatch.Group(input, Optional.empty(), answers)), temperature, 1);
    }

    /** What the policy says of answers; nothing is carried back. */
    private static float[] logProbs(TrainablePolicy policy, AnswerBatch batch) {
        List<float[]> seen = new ArrayList<>();
        var unused = policy.accumulate(batch, values -> {
            seen.add(values.logProbs().clone());
            return new TokenLoss.Slopes(0, new float[values.size()], null, null);
        });
        return seen.get(0);
    }

    /** A step that makes the answers likelier. */
    private static void step(TrainablePolicy policy, AnswerBatch batch) {
        var unused = policy.accumulate(batch, values -> {
            float[] by = new float[values.size()];
            float sum = 0;
            for (int i = 0; i < by.length; i++) {
                by[i] = -1f / by.length;
                sum -= values.logProbs()[i] / by.length;
            }
            return new TokenLoss.Slopes(sum, by, null, null);
        });
        assertThat(policy.step(1e-2)).isInstanceOf(StepOutcome.Applied.class);
    }

    private static void write(Map<String, FileContents> files, Path folder) throws IOException {
        for (Map.Entry<String, FileContents> file : files.entrySet()) {
            try (var out = FileChannel.open(
                    folder.resolve(file.getKey()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                file.getValue().writeTo(out::write);
            }
        }
    }
}
