package dev.millrace.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.models.mot.scoring.TokenScores;
import dev.millrace.models.mot.training.LossFunction;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyTrainerTest {

    private final PolicyConfig config = PolicyFixture.smallConfig();
    private final PromptRows prompts = new PromptRows(config, PolicyFixture.prompts(config, 3));
    private final ResponseBatch responses = responses(21);

    private ResponseBatch responses(long seed) {
        Random random = new Random(seed);
        List<List<Tokens>> groups = new ArrayList<>();
        for (int prompt = 0; prompt < 3; prompt++) {
            groups.add(List.of(PolicyFixture.response(random, 8), PolicyFixture.response(random, 8)));
        }
        return new ResponseBatch(config, PolicyFixture.TOKENIZER.special(), groups);
    }

    private final LossFunction crossEntropy = (policy, manager) -> {
        TokenScores scores = TeacherForcing.score(policy, manager, prompts, responses, 1);
        return TensorOps.scale(scores.logProbs().sum(), -1.0 / responses.tokens());
    };

    private PolicyTrainer trainer(Map<String, Tensor> weights, double maxGradientNorm) {
        return new PolicyTrainer(config, weights, new AdamWSettings(0.9, 0.95, 1e-8, 0), maxGradientNorm);
    }

    private float lossOf(PolicyTrainer trainer) {
        try (NoGradScope scope = NoGradScope.open()) {
            return crossEntropy.loss(trainer.policy(), scope.manager()).getFloat();
        }
    }

    @Test
    void shouldLearnByHeart() {
        try (PolicyTrainer trainer = trainer(ParameterLayout.initialize(config, 1), 1)) {
            // Given
            float before = trainer.accumulate(crossEntropy);
            trainer.discard();

            // When
            for (int step = 0; step < 150; step++) {
                trainer.accumulate(crossEntropy);
                assertThat(trainer.step(3e-3)).isInstanceOf(StepOutcome.Applied.class);
            }

            // Then
            assertThat(before).isGreaterThan(5);
            // Two different responses to each prompt leave ln 2 per pair to be guessed.
            assertThat(lossOf(trainer)).isLessThan(0.15f);
        }
    }

    @Test
    void shouldFindTheGradientThatFiniteDifferencesFind() {
        // Given a step of plain sign descent is too coarse, so the gradient is read from AdamW's first moment
        Map<String, Tensor> weights = ParameterLayout.initialize(config, 2);
        Map<String, Tensor> moments;
        try (PolicyTrainer trainer = trainer(weights, 1e9)) {
            trainer.accumulate(crossEntropy);
            trainer.step(1e-9);
            moments = Tensor.copiesOf(trainer.optimizer());
        }

        // Then along the gradient of each parameter, the loss rises as the gradient says
        for (String name : weights.keySet()) {
            Tensor moment = moments.get("first." + name);
            assertThat(moment).isNotNull();
            if (moment != null) {
                double slope = slopeAlong(weights, name, moment.toFloats());
                double norm = norm(moment.toFloats()) * 10;
                assertThat(norm).as(name).isPositive();
                assertThat(slope).as(name).isCloseTo(norm, within(0.02 * norm + 2e-4));
            }
        }
    }

    /** The loss's derivative along a unit vector, by central differences. */
    private double slopeAlong(Map<String, Tensor> weights, String name, float[] direction) {
        double distance = 0.02;
        return (lossMoved(weights, name, direction, distance) - lossMoved(weights, name, direction, -distance))
                / (2 * distance);
    }

    private double lossMoved(Map<String, Tensor> weights, String name, float[] direction, double distance) {
        Map<String, Tensor> moved = new TreeMap<>(weights);
        double norm = norm(direction);
        moved.computeIfPresent(name, (key, tensor) -> {
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (distance * direction[i] / norm);
            }
            return Tensor.ofFloats(tensor.shape(), values);
        });
        try (PolicyTrainer trainer = trainer(moved, 1)) {
            return lossOf(trainer);
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void shouldAddUpMicroBatches() {
        Map<String, Tensor> weights = ParameterLayout.initialize(config, 3);
        try (PolicyTrainer whole = trainer(weights, 1);
                PolicyTrainer parts = trainer(weights, 1)) {
            // Given
            whole.accumulate(crossEntropy);

            // When
            for (int part = 0; part < 2; part++) {
                parts.accumulate((policy, manager) -> TensorOps.scale(crossEntropy.loss(policy, manager), 0.5));
            }

            // Then
            StepOutcome.Applied expected = (StepOutcome.Applied) whole.step(1e-3);
            StepOutcome.Applied actual = (StepOutcome.Applied) parts.step(1e-3);
            assertThat(actual.gradientNorm()).isCloseTo(expected.gradientNorm(), within(1e-5));
        }
    }

    @Test
    void shouldNotReadFreedMemoryWhenGarbageIsCollectedBeforeTheBackwardPass() {
        // Given
        Map<String, Tensor> weights = ParameterLayout.initialize(config, 3);
        try (PolicyTrainer undisturbed = trainer(weights, 1);
                PolicyTrainer disturbed = trainer(weights, 1)) {
            undisturbed.accumulate(crossEntropy);

            // When the small buffers freed by a collection are written over between forward and backward pass
            disturbed.accumulate((policy, manager) -> {
                NDArray loss = crossEntropy.loss(policy, manager);
                overwriteFreedBuffers();
                return loss;
            });

            // Then
            assertThat(disturbed.step(1e-3)).isEqualTo(undisturbed.step(1e-3));
        }
    }

    private static void overwriteFreedBuffers() {
        for (int round = 0; round < 3; round++) {
            System.gc();
            List<ByteBuffer> buffers = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                buffers.add(ByteBuffer.allocateDirect(4 + 4 * (i % 64)).putFloat(0, 1e30f));
            }
            assertThat(buffers).isNotEmpty();
        }
    }

    @Test
    void shouldClipTheGlobalNorm() {
        try (PolicyTrainer trainer = trainer(ParameterLayout.initialize(config, 4), 0.01)) {
            // Given
            trainer.accumulate(crossEntropy);

            // When
            StepOutcome.Applied outcome = (StepOutcome.Applied) trainer.step(1e-3);

            // Then the first moment, a tenth of the clipped gradient, has a tenth of the limit as its norm
            assertThat(outcome.clipped()).isTrue();
            assertThat(outcome.gradientNorm()).isGreaterThan(0.1);
            double squares = 0;
            for (Map.Entry<String, Tensor> entry :
                    Tensor.copiesOf(trainer.optimizer()).entrySet()) {
                if (entry.getKey().startsWith("first.")) {
                    squares += Math.pow(norm(entry.getValue().toFloats()), 2);
                }
            }
            assertThat(Math.sqrt(squares)).isCloseTo(0.001, within(1e-6));
        }
    }

    @Test
    void shouldRefuseANonFiniteLossAndGoOn() {
        try (PolicyTrainer trainer = trainer(ParameterLayout.initialize(config, 5), 1)) {
            // Given
            Map<String, Tensor> before = trainer.saveWeights();
            trainer.accumulate((policy, manager) ->
                    crossEntropy.loss(policy, manager).log().neg().sub(Float.NaN));

            // When
            StepOutcome outcome = trainer.step(1e-3);

            // Then
            assertThat(outcome).isEqualTo(new StepOutcome.Refused("the loss is NaN"));
            assertThat(trainer.saveWeights()).isEqualTo(before);
            trainer.accumulate(crossEntropy);
            assertThat(trainer.step(1e-3)).isInstanceOf(StepOutcome.Applied.class);
        }
    }

    @Test
    void shouldRefuseANonFiniteGradientAndGoOn() {
        try (PolicyTrainer trainer = trainer(ParameterLayout.initialize(config, 6), 1)) {
            // Given 0·√0: a finite loss whose gradient is 0·∞
            Map<String, Tensor> before = trainer.saveWeights();
            trainer.accumulate((policy, manager) -> {
                NDArray loss = crossEntropy.loss(policy, manager);
                return loss.sub(loss).sqrt().add(loss);
            });

            // When
            StepOutcome outcome = trainer.step(1e-3);

            // Then
            assertThat(outcome).isEqualTo(new StepOutcome.Refused("the gradient norm is NaN"));
            assertThat(trainer.saveWeights()).isEqualTo(before);
            trainer.accumulate(crossEntropy);
            assertThat(trainer.step(1e-3)).isInstanceOf(StepOutcome.Applied.class);
        }
    }

    @Test
    void shouldResumeBitForBit() {
        // Given
        Map<String, Tensor> start = ParameterLayout.initialize(config, 7);
        try (PolicyTrainer uninterrupted = trainer(start, 1)) {
            train(uninterrupted, 4);
            Map<String, Tensor> weights = uninterrupted.saveWeights();
            Map<String, Tensor> optimizer = Tensor.copiesOf(uninterrupted.optimizer());
            train(uninterrupted, 4);

            // When
            try (PolicyTrainer resumed = trainer(weights, 1)) {
                resumed.loadOptimizer(optimizer);
                train(resumed, 4);

                // Then
                assertThat(resumed.steps()).isEqualTo(8);
                try (PolicyWeights one = uninterrupted.snapshot(new PolicyVersion(8));
                        PolicyWeights other = resumed.snapshot(new PolicyVersion(8))) {
                    assertThat(other.digest()).isEqualTo(one.digest());
                }
            }
        }
    }

    private void train(PolicyTrainer trainer, int steps) {
        for (int step = 0; step < steps; step++) {
            trainer.accumulate(crossEntropy);
            trainer.step(1e-3);
        }
    }

    @Test
    void shouldNotChangeASnapshotByTraining() {
        try (PolicyTrainer trainer = trainer(ParameterLayout.initialize(config, 8), 1);
                PolicyWeights snapshot = trainer.snapshot(PolicyVersion.INITIAL)) {
            // Given
            Map<String, Tensor> before = snapshot.toSafetensors().tensors();

            // When
            train(trainer, 2);

            // Then
            assertThat(snapshot.toSafetensors().tensors()).isEqualTo(before);
            assertThat(trainer.saveWeights()).isNotEqualTo(before);
        }
    }
}
