package dev.millrace.scenes.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.GradientScope;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.MixtureConfig;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.scenes.world.Reasoning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainerTest {

    private final Tokenizer tokenizer = WordTokenizer.builtIn();
    private final PolicyConfig architecture =
            PolicyConfig.answering(1, 32, 2, 48, 32, 8, 3, tokenizer.vocabularySize(), 24, 32, false);

    @Test
    void shouldGiveTheSameWeightsForTheSameSeed() throws Exception {
        assertThat(digestOf(config(6, 3))).isEqualTo(digestOf(config(6, 3))).isNotEqualTo(digestOf(config(6, 4)));
    }

    @Test
    void shouldLearn() throws Exception {
        List<Double> losses = new ArrayList<>();
        try (PolicyWeights weights = pretrain(config(120, 1), losses)) {
            assertThat(weights.version().value()).isZero();
        }

        double early = losses.subList(0, 10).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        double late = losses.subList(110, 120).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        assertThat(late).isLessThan(early / 2);
    }

    @Test
    void shouldSayThatExamplesCouldNotBeMade() {
        SupervisedSource broken = (step, size) -> {
            throw new IllegalStateException("the pencil broke");
        };

        assertThatThrownBy(() -> new Pretrainer(config(6, 0), architecture, tokenizer.special())
                        .run(broken, null, (step, answering, drawing, weights) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the pencil broke");
    }

    @Test
    void shouldStopAfterTheStepInHandThoughItsNextExamplesAreThere() {
        // Given
        CountDownLatch made = new CountDownLatch(2);
        SceneExamples scenes = new SceneExamples(1, tokenizer, architecture);
        SupervisedSource counted = (step, size) -> {
            List<SupervisedExample> batch = scenes.batch(step, size);
            made.countDown();
            return batch;
        };
        List<Integer> steps = new ArrayList<>();

        // When
        assertThatThrownBy(() -> new Pretrainer(config(6, 1), architecture, tokenizer.special())
                        .run(counted, null, (step, answering, drawing, weights) -> {
                            steps.add(step);
                            awaitAndInterrupt(made);
                        }))
                // Then
                .isInstanceOf(InterruptedException.class);
        assertThat(steps).containsExactly(1);
    }

    /** Once the examples of the next step are made, waiting for them no longer notices an interrupt. */
    @Test
    void shouldTrainAMixtureOfExperts() throws InterruptedException {
        PolicyConfig config = PolicyConfig.answering(1, 32, 2, 24, 32, 8, 3, tokenizer.vocabularySize(), 24, 32, false)
                .withMixture(new MixtureConfig(4, 2));
        PretrainConfig training = new PretrainConfig(30, 16, 3e-3, 5, 0.01, 1.0, 1, 0, 1, 0, 1, 1, 1, 4);
        List<Double> losses = new ArrayList<>();

        try (PolicyWeights weights = new Pretrainer(training, config, tokenizer.special())
                .run(
                        new SceneExamples(4, tokenizer, config),
                        null,
                        (step, answering, drawing, snapshot) -> losses.add(answering))) {
            assertThat(weights.toSafetensors().tensors()).containsKey("layers.0.experts.reasoning.3.down");
        }

        assertThat(losses.get(29)).isLessThan(0.75 * losses.get(0));
    }

    @Test
    void shouldTrainOnFromWeightsThatAreThere() throws InterruptedException {
        // Given a policy, and the same with latents that see what they change
        PolicyConfig plain = architecture.withDrawing(new DrawingConfig(16, 8, null));
        PolicyConfig seeing = plain.withDrawing(plain.requireDrawing().withSource());
        SavedModel policy = new SavedModel(plain, ParameterLayout.initialize(plain, 7));
        Map<String, TensorSource> first = FirstWeights.of(policy, seeing, 1);

        // When it learns nothing, as the rate is tiny
        PretrainConfig still = new PretrainConfig(2, 4, 1e-12, 1, 0, 1.0, 4, 0, 1, 0, 1, 1, 1, 3);
        try (PolicyWeights weights = new Pretrainer(still, seeing, tokenizer.special())
                .run(first, new SceneExamples(3, tokenizer, seeing), null, (step, answering, drawing, now) -> {})) {
            // Then it is what it was
            Map<String, Tensor> after = weights.toSafetensors().tensors();
            assertThat(after.keySet()).containsAll(policy.tensors().keySet()).contains("drawing.source.in.weight");
            float[] embedding = Objects.requireNonNull(
                            Tensor.copiesOf(policy.tensors()).get("embedding.token"))
                    .toFloats();
            assertThat(Objects.requireNonNull(after.get("embedding.token")).toFloats())
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(embedding);
        }
    }

    @Test
    void shouldDrawHiddenStatesToTheFeaturesOfTheTeacher() throws InterruptedException {
        PretrainConfig plain = config(40, 2);
        PretrainConfig aligned = new PretrainConfig(
                40,
                16,
                3e-3,
                5,
                0.01,
                1.0,
                4,
                0,
                1,
                0,
                1,
                1,
                1,
                128,
                PretrainConfig.RANDOM,
                false,
                0,
                0,
                Reasoning.SHORT,
                0,
                0.5,
                2);
        PolicyConfig deep = PolicyConfig.answering(2, 32, 2, 48, 32, 8, 3, tokenizer.vocabularySize(), 24, 32, false);

        double without = distance(plain, deep);
        double with = distance(aligned, deep);

        assertThat(with).isLessThan(0.8 * without);
    }

    /** How far a policy's hidden states of images are from the teacher's, under a projection that was fitted to them. */
    private double distance(PretrainConfig config, PolicyConfig policy) throws InterruptedException {
        List<ModelPrompt> prompts = new SceneExamples(99, tokenizer, policy)
                .batch(0, 16).stream().map(SupervisedExample::prompt).toList();
        PromptRows rows = new PromptRows(policy, prompts);
        try (PolicyWeights weights = new Pretrainer(config, policy, tokenizer.special())
                        .run(new SceneExamples(2, tokenizer, policy), null, (step, answering, drawing, now) -> {});
                WeightsLease lease = weights.lease();
                FeatureAlignment fit = new FeatureAlignment(policy, config.optimizer(), 1, 5)) {
            float[] features = fit.features(prompts);
            float last = 0;
            for (int step = 0; step < 60; step++) {
                try (GradientScope scope = GradientScope.open()) {
                    NDArray loss = fit.loss(lease.transformer(), scope.manager(), rows, features);
                    last = loss.getFloat();
                    scope.backward(loss);
                }
                fit.step(1e-2);
            }
            return last;
        }
    }

    @Test
    void shouldGoOnFromACheckpointWithTheSameBits(@TempDir Path folder) throws InterruptedException {
        // Given a training that is stopped behind the step at which it was saved
        PretrainConfig config = config(104, 5);
        PretrainCheckpoint checkpoint = new PretrainCheckpoint(folder.resolve("unfinished"));
        SupervisedSource scenes = new SceneExamples(config.seed(), tokenizer, architecture);
        Pretrainer pretrainer = new Pretrainer(config, architecture, tokenizer.special(), checkpoint);
        assertThatThrownBy(() -> pretrainer.run(scenes, null, (step, answering, drawing, weights) -> {
                    if (step == 102) {
                        throw new IllegalStateException("stopped");
                    }
                }))
                .hasMessage("stopped");
        List<Integer> steps = new ArrayList<>();

        // When
        String resumed;
        try (PolicyWeights weights =
                pretrainer.run(scenes, null, (step, answering, drawing, snapshot) -> steps.add(step))) {
            resumed = weights.digest().whole();
        }

        // Then
        assertThat(steps).containsExactly(101, 102, 103, 104);
        assertThat(resumed).isEqualTo(digestOf(config));
        assertThat(checkpoint.steps(config(104, 6), architecture))
                .as("another training begins anew")
                .isEmpty();
    }

    private static void awaitAndInterrupt(CountDownLatch made) {
        try {
            assertThat(made.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Thread.currentThread().interrupt();
    }

    private static PretrainConfig config(int steps, long seed) {
        return new PretrainConfig(steps, 16, 3e-3, 5, 0.01, 1.0, 4, 0, 1, 0, 1, 1, 1, seed);
    }

    private String digestOf(PretrainConfig config) throws InterruptedException {
        try (PolicyWeights weights = pretrain(config, new ArrayList<>())) {
            return weights.digest().whole();
        }
    }

    private PolicyWeights pretrain(PretrainConfig config, List<Double> losses) throws InterruptedException {
        SupervisedSource scenes = new SceneExamples(config.seed(), tokenizer, architecture);
        return new Pretrainer(config, architecture, tokenizer.special())
                .run(scenes, null, (step, answering, drawing, weights) -> losses.add(answering));
    }
}
