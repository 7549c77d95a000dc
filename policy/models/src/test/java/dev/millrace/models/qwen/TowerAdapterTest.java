package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Low-rank adapters that stand beside layers of the vision tower too. */
class TowerAdapterTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final Adaptation.LowRank ADAPTER =
            new Adaptation.LowRank(2, 4, false, List.of(Adaptation.LowRank.ALL_LINEAR), true, 7);
    private static final TrainingSettings SETTINGS =
            new TrainingSettings(AdamWSettings.DEFAULT, 1.0, false, false, ADAPTER, true);

    private static final Tokens ANSWER = Tokens.of(65, 66, 258);

    @TempDir
    private Path folder;

    @TempDir
    private Path work;

    /** @see TinyQwen */
    private enum Model {
        WINDOWED,
        DEEPSTACK;

        private ModelSource in(Path folder) {
            return this == WINDOWED ? TinyQwen.windowed(folder) : TinyQwen.deepstack(folder);
        }

        /** How many linear layers the tower has: in two blocks, and in one merger or two. */
        private int linearLayers() {
            return this == WINDOWED ? 2 * 5 + 2 : 2 * 4 + 2 + 2;
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void shouldTrainEveryLinearLayerOfTheTower(Model model) {
        ModelSource base = model.in(folder);
        try (TrainablePolicy policy = trainable(base)) {
            Map<String, Tensor> begun = Tensor.copiesOf(policy.weights());

            // Of the A nothing is known before the B are not 0.
            step(policy, base);
            step(policy, base);

            Map<String, Tensor> trained = Tensor.copiesOf(policy.weights());
            assertThat(trained.keySet().stream().filter(name -> name.startsWith(TensorNames.VISION)))
                    .hasSize(2 * model.linearLayers());
            assertThat(trained)
                    .allSatisfy((name, tensor) -> assertThat(tensor).as(name).isNotEqualTo(begun.get(name)));
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void shouldLeaveTheTowerAsItIsWhereNoImageIsShown(Model model) {
        ModelSource base = model.in(folder);
        PolicyInput words = family(base).format(base).encode("what?", List.of()).orThrow();
        try (TrainablePolicy policy = trainable(base)) {
            Map<String, Tensor> begun = Tensor.copiesOf(policy.weights());

            step(policy, new AnswerBatch.Group(words, Optional.empty(), List.of(ANSWER)));

            // B of the tower is 0 and has no gradient; that of the language model has one.
            Map<String, Tensor> trained = Tensor.copiesOf(policy.weights());
            assertThat(trained).allSatisfy((name, tensor) -> {
                if (name.endsWith("lora_B.weight")) {
                    boolean isInTower = name.startsWith(TensorNames.VISION);
                    assertThat(tensor.equals(Objects.requireNonNull(begun.get(name))))
                            .as(name)
                            .isEqualTo(isInTower);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void shouldSayTheSameAsWhenItIsMerged(Model model) throws IOException {
        ModelSource base = model.in(folder);
        float[] adapted;
        float[] bare;
        try (TrainablePolicy policy = trainable(base)) {
            bare = taught(policy, base);
            step(policy, base);
            step(policy, base);
            adapted = taught(policy, base);
            FolderFiles.replace(work.resolve("saved"), policy.files());
        }

        FolderFiles.replace(
                work.resolve("merged"), family(base).export(saved(), new ExportForm(Optional.empty(), true)));

        ModelSource whole = ModelSource.folder(work.resolve("merged"));
        try (TrainablePolicy merged = trainable(whole)) {
            assertThat(adapted).isNotEqualTo(bare);
            assertThat(taught(merged, whole)).containsExactly(adapted, Offset.offset(2e-5f));
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void shouldBeServedWithTheLogProbabilitiesThatItIsTrainedWith(Model model) {
        ModelSource base = model.in(folder);
        try (TrainablePolicy policy = trainable(base);
                RolloutEngine engine = family(base).engine(base, COMPUTE)) {
            step(policy, base);
            step(policy, base);

            engine.apply(policy.update(new PolicyVersion(1)));

            SampledAnswer answer = engine.sample(
                            List.of(new RolloutRequest(input(base), 11)),
                            new SamplingSettings(2, 1, 9),
                            Optional.empty())
                    .groups()
                    .get(0)
                    .answers()
                    .get(0);
            float[] sampled = new float[answer.logProbs().length()];
            for (int i = 0; i < sampled.length; i++) {
                sampled[i] = answer.logProbs().at(i);
            }
            assertThat(taught(policy, batch(base, answer.tokens()))).containsExactly(sampled, Offset.offset(2e-5f));
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void shouldGoOnFromACheckpointBitByBit(Model model) throws IOException {
        ModelSource base = model.in(folder);
        String wanted;
        try (TrainablePolicy policy = trainable(base)) {
            step(policy, base);
            FolderFiles.replace(work.resolve("saved"), policy.files());
            step(policy, base);
            wanted = policy.update(new PolicyVersion(2)).tensors().sha256();
        }

        try (TrainablePolicy policy = trainable(base)) {
            policy.load(saved());
            step(policy, base);

            assertThat(policy.update(new PolicyVersion(2)).tensors().sha256()).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void shouldNameTheSameLayersToPeft(Model model) throws IOException {
        ModelSource base = model.in(folder);
        try (TrainablePolicy policy = trainable(base)) {
            FolderFiles.replace(work.resolve("saved"), policy.files());
            String config = new String(saved().read("adapter_config.json"), StandardCharsets.UTF_8);
            Matcher found = Pattern.compile("\"target_modules\" : \"(.*)\"").matcher(config);
            assertThat(found.find()).isTrue();
            Pattern targets = Pattern.compile(found.group(1).replace("\\\\", "\\"));

            // Peft takes an expression for the whole name, of modules of any kind.
            assertThat(policy.weights().keySet())
                    .allMatch(name -> targets.matcher(name.replaceAll("\\.lora_[AB]\\.weight$", ""))
                            .matches());
            assertThat(Stream.of(
                            "model.visual.patch_embed.proj",
                            "model.visual.blocks.0",
                            "model.visual.blocks.1.attn",
                            "model.visual.deepstack_merger_list.0",
                            "model.visual.merger.mlp.1",
                            "lm_head"))
                    .noneMatch(name -> targets.matcher(name).matches());
        }
    }

    private ModelSource saved() {
        return ModelSource.folder(work.resolve("saved"));
    }

    private static PolicyFamily family(ModelSource base) {
        return PolicyFamilies.found().of(base);
    }

    private static TrainablePolicy trainable(ModelSource base) {
        return family(base).trainable(base, COMPUTE, SETTINGS);
    }

    private static PolicyInput input(ModelSource base) {
        return family(base)
                .format(base)
                .encode("<image>what?", List.of(TinyQwen.image(60, 40, 1)))
                .orThrow();
    }

    private static AnswerBatch batch(ModelSource base, Tokens answer) {
        return batch(new AnswerBatch.Group(input(base), Optional.empty(), List.of(answer)));
    }

    private static AnswerBatch batch(AnswerBatch.Group group) {
        return new AnswerBatch(List.of(group), 1, 1);
    }

    private static float[] taught(TrainablePolicy policy, ModelSource base) {
        return taught(policy, batch(base, ANSWER));
    }

    private static float[] taught(TrainablePolicy policy, AnswerBatch batch) {
        float[][] seen = new float[1][];
        var unused = policy.accumulate(batch, values -> {
            seen[0] = values.logProbs().clone();
            return new TokenLoss.Slopes(0, new float[values.size()], null, null);
        });
        return seen[0];
    }

    private static void step(TrainablePolicy policy, ModelSource base) {
        step(policy, new AnswerBatch.Group(input(base), Optional.empty(), List.of(ANSWER)));
    }

    /** A step that makes answers likelier. */
    private static void step(TrainablePolicy policy, AnswerBatch.Group group) {
        var unused = policy.accumulate(batch(group), values -> {
            float[] by = new float[values.size()];
            Arrays.fill(by, -1);
            return new TokenLoss.Slopes(1, by, null, null);
        });
        assertThat(policy.step(1e-2)).isInstanceOf(StepOutcome.Applied.class);
    }
}
