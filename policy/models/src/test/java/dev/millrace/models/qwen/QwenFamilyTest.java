package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QwenFamilyTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final TrainingSettings TRAINING =
            new TrainingSettings(AdamWSettings.DEFAULT, 1.0, true, false, Adaptation.FULL, true);
    private static final EncodedImage IMAGE = TinyQwen.image(60, 40, 1);

    @TempDir
    private Path folder;

    private ModelSource checkpoint(String model) {
        return model.equals("qwen2_5_vl") ? TinyQwen.windowed(folder) : TinyQwen.deepstack(folder);
    }

    /** How far they may differ is said in docs/howto/gpu.md. */
    @ParameterizedTest
    @CsvSource({
        "qwen2_5_vl, FLOAT32, 2e-5",
        "qwen3_vl, FLOAT32, 2e-5",
        "qwen2_5_vl, BFLOAT16, 0.1",
        "qwen3_vl, BFLOAT16, 0.1"
    })
    void shouldTeachWithTheLogProbabilitiesThatItSampledWith(String model, Precision precision, float bound) {
        // Given a group that was sampled, its prompt with two images
        ModelSource checkpoint = checkpoint(model);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        ComputeSettings compute = new ComputeSettings(1, ComputeDevice.CPU, precision);
        try (RolloutEngine engine = engine(family, checkpoint, compute);
                TrainablePolicy policy = family.trainable(checkpoint, compute, TRAINING)) {
            PolicyInput input = engine.format()
                    .encode("<image> and <image>: which?", List.of(IMAGE, TinyQwen.image(30, 90, 2)))
                    .orThrow();
            SampledGroup group = sample(engine, input, new SamplingSettings(4, 0.7, 9), Optional.empty());

            // When its answers are evaluated in training
            float[] logProbs = policy.reference(batch(input, answers(group), 0.7));

            // Then
            List<Float> sampled = new ArrayList<>();
            group.answers().forEach(answer -> {
                for (int i = 0; i < answer.logProbs().length(); i++) {
                    sampled.add(answer.logProbs().at(i));
                }
            });
            assertThat(logProbs).hasSize(sampled.size());
            for (int i = 0; i < logProbs.length; i++) {
                assertThat(logProbs[i]).isCloseTo(sampled.get(i), Offset.offset(bound));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2_5_vl", "qwen3_vl"})
    void shouldTeachTheSameWhetherLayersAreComputedAgainOrHeld(String model) {
        // Given two groups with answers of several lengths, one of a single token
        ModelSource checkpoint = checkpoint(model);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        TrainingSettings holding =
                new TrainingSettings(AdamWSettings.DEFAULT, 1.0, true, false, new Adaptation.Full(true), false);
        TrainingSettings recomputing =
                new TrainingSettings(AdamWSettings.DEFAULT, 1.0, true, false, new Adaptation.Full(true), true);
        List<Tokens> answers = List.of(Tokens.of(7, 8, 9), Tokens.of(5), Tokens.of(1, 2), Tokens.of(4, 4, 3));

        // When each is taught them
        Map<String, Tensor> held = taught(family, checkpoint, holding, answers);
        Map<String, Tensor> again = taught(family, checkpoint, recomputing, answers);

        // Then all weights have the same bits
        assertThat(held).isNotEmpty().isEqualTo(again);
    }

    @Test
    void shouldRepeatBySeedAndNeverSampleThePlacesOfImages() {
        ModelSource checkpoint = TinyQwen.deepstack(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        try (RolloutEngine engine = engine(family, checkpoint)) {
            PolicyInput input = engine.format().encode("what?", List.of()).orThrow();
            SamplingSettings settings = new SamplingSettings(16, 2.0, 12);

            List<Tokens> once = answers(sample(engine, input, settings, Optional.empty()));
            List<Tokens> again = answers(sample(engine, input, settings, Optional.empty()));

            assertThat(again).isEqualTo(once);
            assertThat(once)
                    .doesNotHaveDuplicates()
                    .flatExtracting(
                            tokens -> Arrays.stream(tokens.toArray()).boxed().toList())
                    .doesNotContain(259, 260, 261, 262)
                    .allMatch(id -> id < 263);
        }
    }

    @Test
    void shouldMeasureThatTokensDependOnTheImage() {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        try (RolloutEngine engine = engine(family, checkpoint)) {
            PolicyInput input =
                    engine.format().encode("<image>what?", List.of(IMAGE)).orThrow();
            DependencySettings settings =
                    new DependencySettings(Divergence.FULL_VOCABULARY, new ViewSettings(0.9, 0.001));

            SampledGroup group = sample(engine, input, new SamplingSettings(2, 1, 5), Optional.of(settings));

            assertThat(group.dependency().orElseThrow().answers()).hasSize(2).allSatisfy(answer -> {
                assertThat(answer.strong().isFinite()).isTrue();
                for (int i = 0; i < answer.strong().length(); i++) {
                    assertThat(answer.strong().at(i))
                            .isGreaterThan(answer.weak().at(i));
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2_5_vl, FLOAT32", "qwen3_vl, FLOAT32", "qwen2_5_vl, BFLOAT16", "qwen3_vl, BFLOAT16"})
    void shouldLearnAndGoOnFromACheckpointBitByBit(String model, Precision precision, @TempDir Path saved)
            throws IOException {
        // Given a policy that has taken two steps towards an answer, and was saved after the first
        ModelSource checkpoint = checkpoint(model);
        ComputeSettings compute = new ComputeSettings(1, ComputeDevice.CPU, precision);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        PolicyInput input = format(family, checkpoint)
                .encode("<image>what?", List.of(IMAGE))
                .orThrow();
        AnswerBatch batch = batch(input, List.of(Tokens.of(65, 66, 258), Tokens.of(67, 258)), 1);
        PolicyUpdate wanted;
        float before;
        float after;
        try (TrainablePolicy policy = family.trainable(checkpoint, compute, TRAINING)) {
            before = step(policy, batch);
            for (Map.Entry<String, FileContents> file : policy.files().entrySet()) {
                try (var out = FileChannel.open(
                        saved.resolve(file.getKey()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    file.getValue().writeTo(out::write);
                }
            }
            after = step(policy, batch);
            wanted = policy.update(new PolicyVersion(2));
        }

        // When another goes on from what was saved
        try (TrainablePolicy policy = family.trainable(checkpoint, compute, TRAINING)) {
            policy.load(ModelSource.folder(saved));
            float resumed = step(policy, batch);

            // Then
            assertThat(after).isLessThan(before);
            assertThat(resumed).isEqualTo(after);
            assertThat(policy.update(new PolicyVersion(2)).tensors().sha256())
                    .isEqualTo(wanted.tensors().sha256());
        }
    }

    @Test
    void shouldRefuseARecordedPromptWhosePlacesAreNotThoseOfItsImages() {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        PolicyInput input = format(family, checkpoint)
                .encode("<image>what?", List.of(IMAGE))
                .orThrow();
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, TRAINING)) {
            assertThat(policy.recorded(input.tokens(), List.of(IMAGE)))
                    .isEqualTo(new PromptFormat.EncodedPrompt.Ready(
                            new PolicyInput(input.tokens(), input.images(), input.runs(), input.length())));
            assertThat(policy.recorded(input.tokens(), List.of(TinyQwen.image(200, 40, 1))))
                    .isInstanceOfSatisfying(
                            PromptFormat.EncodedPrompt.Refused.class, refused -> assertThat(refused.reason())
                                    .startsWith("the places of its images are not those of their sizes here"));
        }
    }

    @Test
    void shouldMakeImagesOfTheSizesThatSettingsSay() {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        ModelSource limited = ModelSource.held(family.withImageLimits(checkpoint, 784, 784));

        PolicyInput all = format(family, checkpoint)
                .encode("<image>what?", List.of(IMAGE))
                .orThrow();
        PolicyInput few =
                format(family, limited).encode("<image>what?", List.of(IMAGE)).orThrow();

        assertThat(all.runs().get(0).length()).isEqualTo(2);
        assertThat(few.runs().get(0).length()).isEqualTo(1);
        assertThat(family.describe(limited).architecture())
                .contains("\"maxPixels\":784")
                .isNotEqualTo(family.describe(checkpoint).architecture());
    }

    @Test
    void shouldNameWhatIsMissing() throws IOException {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        Files.delete(folder.resolve("model.safetensors"));

        assertThatThrownBy(() -> family.describe(checkpoint))
                .hasMessage(folder.resolve("model.safetensors") + ": the file is missing");
    }

    @Test
    void shouldSayWhichModelsThereAreWhereOneIsOfAnotherMake() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"gemma3\"}");

        assertThatThrownBy(() -> PolicyFamilies.found().of(ModelSource.folder(folder)))
                .hasMessage(folder.resolve("config.json")
                        + ": has the model_type 'gemma3', but only [qwen2_5_vl, qwen3_vl] are supported");
    }

    private static RolloutEngine engine(PolicyFamily family, ModelSource checkpoint) {
        return engine(family, checkpoint, COMPUTE);
    }

    private static RolloutEngine engine(PolicyFamily family, ModelSource checkpoint, ComputeSettings compute) {
        RolloutEngine engine = family.engine(checkpoint, compute);
        engine.apply(family.weights(checkpoint, PolicyVersion.INITIAL));
        return engine;
    }

    private static PromptFormat format(PolicyFamily family, ModelSource checkpoint) {
        return family.format(checkpoint);
    }

    private static SampledGroup sample(
            RolloutEngine engine,
            PolicyInput input,
            SamplingSettings settings,
            Optional<DependencySettings> dependency) {
        return engine.sample(List.of(new RolloutRequest(input, 11)), settings, dependency)
                .groups()
                .get(0);
    }

    private static List<Tokens> answers(SampledGroup group) {
        return group.answers().stream().map(SampledAnswer::tokens).toList();
    }

    private static AnswerBatch batch(PolicyInput input, List<Tokens> answers, double temperature) {
        return new AnswerBatch(List.of(new AnswerBatch.Group(input, Optional.empty(), answers)), temperature, 1);
    }

    /** All weights after a step. */
    private static Map<String, Tensor> taught(
            PolicyFamily family, ModelSource checkpoint, TrainingSettings settings, List<Tokens> answers) {
        try (RolloutEngine engine = engine(family, checkpoint);
                TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings)) {
            List<AnswerBatch.Group> groups = List.of(
                    new AnswerBatch.Group(
                            engine.format()
                                    .encode("<image>which?", List.of(IMAGE))
                                    .orThrow(),
                            Optional.empty(),
                            answers),
                    new AnswerBatch.Group(
                            engine.format().encode("what?", List.of()).orThrow(), Optional.empty(), answers));
            float unused = step(policy, new AnswerBatch(groups, 1, 1));
            return Tensor.copiesOf(policy.weights());
        }
    }

    /** A step that makes the answers likelier; gives the loss before it. */
    private static float step(TrainablePolicy policy, AnswerBatch batch) {
        float loss = policy.accumulate(batch, values -> {
            float[] by = new float[values.size()];
            float sum = 0;
            for (int i = 0; i < by.length; i++) {
                by[i] = -1f / by.length;
                sum -= values.logProbs()[i] / by.length;
            }
            return new TokenLoss.Slopes(sum, by, null, null);
        });
        var unused = policy.step(1e-3);
        return loss;
    }
}
