package dev.millrace.learner.step;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.objective.DrawingLoss;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.OffPolicyStatistics;
import dev.millrace.learner.objective.PolicyLoss;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TrainablePolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a batch of answers and images into one optimizer step, or into one for each of its mini-batches. Gradients of the
 * micro-batches add up to those of the whole mini-batch, since each token's weight is normalised by all its tokens, and each
 * denoising step's by all its steps. Groups that have no gradient do not pass through the policy ({@link Passing}).
 *
 * <p>For one thread; deterministic at a fixed number of engine threads. Owns the versions that it holds until closed.
 */
public final class StepTrainer implements AutoCloseable {

    private final TrainablePolicy policy;
    private final StepSettings settings;
    private final ObjectiveConfig objective;
    private final PolicyLoss loss;
    private final DrawingLoss drawingLoss;
    private final Passing passing;
    private final HeldVersions held;
    private final Clock clock;

    /** @param policy in training, with a reference where the objective's β is above 0; owned by the caller */
    public StepTrainer(TrainablePolicy policy, StepSettings settings, Clock clock) {
        this.policy = policy;
        this.settings = settings;
        this.objective = settings.objective();
        this.loss = new PolicyLoss(objective);
        this.drawingLoss = new DrawingLoss(objective);
        this.passing = Passing.of(objective, policy);
        this.held = new HeldVersions(settings.heldVersions());
        this.clock = clock;
    }

    /** Trains on a batch. The learning rate is that of each of its optimizer steps. */
    public StepResult train(ExperienceBatch batch, double learningRate) {
        Instant begun = clock.instant();
        OffPolicyStatistics offPolicy = new OffPolicyStatistics(objective);
        List<MiniBatch> parts = begin(batch, offPolicy);
        if (parts.isEmpty()) {
            return new StepResult.Empty();
        }
        StepProgress progress = new StepProgress(objective, learningRate, parts.size());
        Duration optimizer = Duration.ZERO;
        for (int number = 0; number < parts.size(); number++) {
            OptimizerStep step = new OptimizerStep(objective);
            accumulate(parts.get(number), step, number == 0 ? Optional.of(offPolicy) : Optional.empty());
            step.gathered(policy.gradientNorms(), policy.networkLosses());
            Instant gathered = clock.instant();
            StepOutcome outcome = policy.step(learningRate);
            optimizer = optimizer.plus(Duration.between(gathered, clock.instant()));
            progress.add(parts.get(number).batch(), step, outcome);
        }
        Map<String, Double> metrics = progress.metrics();
        metrics.put("batch/passed_groups", (double)
                parts.stream().mapToLong(MiniBatch::passed).sum());
        offPolicy.putInto(metrics);
        return progress.result(metrics, Duration.between(begun, clock.instant()).minus(optimizer), optimizer);
    }

    /** All that must be known of the weights as they are before the first optimizer step. */
    private List<MiniBatch> begin(ExperienceBatch batch, OffPolicyStatistics offPolicy) {
        List<MiniBatch> parts = new ArrayList<>();
        for (ExperienceBatch part : batch.parts(settings.miniBatches())) {
            MiniBatch cut = MiniBatch.of(part, settings, passing);
            parts.add(parts.isEmpty() || !objective.needsProximal() ? cut : cut.asTheStepBegins(policy));
        }
        for (MiniBatch part : parts) {
            for (MiniBatch.Answers answers : part.answers()) {
                answers.proximal().ifPresent(values -> offPolicy.add(answers.bare(), values.toArray()));
            }
        }
        held.measure(parts, offPolicy);
        held.hold(policy);
        return parts;
    }

    /**
     * Stops at a share in the loss that is not finite: it lets the optimizer step be refused, whatever the rest says.
     *
     * @param begins takes the policy's values where they are still those that the training step begins with: nothing is guessed
     *     of it then
     */
    private void accumulate(MiniBatch part, OptimizerStep step, Optional<OffPolicyStatistics> begins) {
        for (MiniBatch.Answers answers : part.answers()) {
            if (!Float.isFinite(accumulate(answers, step, begins))) {
                return;
            }
        }
        for (MiniBatch.Drawings drawings : part.drawings()) {
            if (!Float.isFinite(accumulate(drawings, step, begins.isPresent()))) {
                return;
            }
        }
    }

    private float accumulate(MiniBatch.Answers part, OptimizerStep step, Optional<OffPolicyStatistics> begins) {
        Optional<float[]> reference =
                objective.needsReference() ? Optional.of(policy.reference(part.batch())) : Optional.empty();
        TokenBatch tokens = part.tokens(reference);
        return policy.accumulate(part.batch(), values -> {
            TokenBatch known = begins.isPresent() ? tokens.withProximal(values.logProbs()) : tokens;
            step.answers().add(known, values);
            begins.ifPresent(statistics -> statistics.add(known, values.logProbs()));
            return loss.of(values, known);
        });
    }

    private float accumulate(MiniBatch.Drawings part, OptimizerStep step, boolean begins) {
        TokenBatch steps = part.steps();
        return policy.accumulate(part.batch(), values -> {
            TokenBatch known = begins ? steps.withProximal(values.logProbs()) : steps;
            step.drawings().add(known, values);
            return drawingLoss.of(values, known);
        });
    }

    @Override
    public void close() {
        held.close();
    }
}
