package dev.millrace.scenes.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.model.MixtureConfig;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.WordTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
