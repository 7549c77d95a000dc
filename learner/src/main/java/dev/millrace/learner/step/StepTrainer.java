package dev.millrace.learner.step;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.DrawingLoss;
import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.PolicyLoss;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TrainablePolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a batch of answers and images into one optimizer step. Gradients of the micro-batches add up to those of the
 * whole batch, since each token's weight is normalised by all tokens, and each denoising step's by all steps.
 *
 * <p>For one thread; deterministic at a fixed number of engine threads.
 */
public final class StepTrainer {

    private final TrainablePolicy policy;
    private final ObjectiveConfig objective;
    private final PolicyLoss loss;
    private final DrawingLoss drawingLoss;
    private final MicroBatchLimit limit;
    private final Clock clock;

    /**
     * @param policy in training, with a reference where the objective's β is above 0; owned by the caller
     * @param limit of one forward and backward pass
     */
    public StepTrainer(TrainablePolicy policy, ObjectiveConfig objective, MicroBatchLimit limit, Clock clock) {
        this.policy = policy;
        this.objective = objective;
        this.loss = new PolicyLoss(objective);
        this.drawingLoss = new DrawingLoss(objective);
        this.limit = limit;
        this.clock = clock;
    }

    /** Trains on a batch. */
    public StepResult train(ExperienceBatch batch, double learningRate) {
        if (batch.trainable().isEmpty()) {
            return new StepResult.Empty();
        }
        Instant begun = clock.instant();
        LossStatistics statistics = new LossStatistics(objective);
        DrawingStatistics drawn = new DrawingStatistics(LossStatistics.ofSteps(objective));
        accumulate(batch, statistics, drawn);
        Map<String, Double> metrics = metrics(statistics, learningRate);
        drawn.putInto(metrics, objective.drawing().needsReference());
        policy.gradientNorms().forEach((part, norm) -> metrics.put("actor/grad_norm/" + part, norm));
        policy.networkLosses().forEach((name, value) -> metrics.put("actor/" + name, value));
        Instant accumulated = clock.instant();
        StepOutcome outcome = policy.step(learningRate);
        if (outcome instanceof StepOutcome.Refused refused) {
            metrics.values().removeIf(value -> !Double.isFinite(value));
            return new StepResult.Refused(refused.cause(), metrics);
        }
        metrics.put("actor/grad_norm", ((StepOutcome.Applied) outcome).gradientNorm());
        return new StepResult.Trained(
                metrics, Duration.between(begun, accumulated), Duration.between(accumulated, clock.instant()));
    }

    /** Stops at a share in the loss that is not finite: it lets the step be refused, whatever the rest says. */
    private void accumulate(ExperienceBatch batch, LossStatistics statistics, DrawingStatistics drawn) {
        for (List<GroupPart> part : MicroBatches.answered(batch.answered(), limit)) {
            BatchSize whole = batch.answeredSize().orElseThrow();
            if (!Float.isFinite(accumulate(new MicroBatch(part), whole, statistics))) {
                return;
            }
        }
        for (List<TrainableGroup> part : MicroBatches.drawn(batch.drawn(), limit)) {
            BatchSize whole = batch.drawnSize().orElseThrow();
            if (!Float.isFinite(accumulate(new DrawnMicroBatch(part), whole, drawn))) {
                return;
            }
        }
    }

    private float accumulate(MicroBatch part, BatchSize whole, LossStatistics statistics) {
        AnswerBatch answers = part.answers(objective.needsMaskedViews(), whole);
        Optional<float[]> reference =
                objective.needsReference() ? Optional.of(policy.reference(answers)) : Optional.empty();
        TokenBatch tokens = part.tokens(answers, objective, whole, reference);
        return policy.accumulate(answers, values -> {
            statistics.add(tokens, values);
            return loss.of(values, tokens);
        });
    }

    private float accumulate(DrawnMicroBatch part, BatchSize whole, DrawingStatistics statistics) {
        TokenBatch steps = part.steps(objective, whole);
        return policy.accumulate(part.drawings(objective, whole), values -> {
            statistics.add(steps, values);
            return drawingLoss.of(values, steps);
        });
    }

    private Map<String, Double> metrics(LossStatistics statistics, double learningRate) {
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("actor/lr", learningRate);
        if (statistics.tokens() == 0) {
            return metrics;
        }
        metrics.put("entropy", statistics.entropy());
        metrics.put("clip_ratio/low", statistics.clippedLow());
        metrics.put("clip_ratio/high", statistics.clippedHigh());
        metrics.put("off_policy/truncated_ratio", statistics.truncated());
        metrics.put("actor/pg_loss", statistics.policyLoss());
        metrics.put("actor/pg_clipfrac", statistics.clippedLow() + statistics.clippedHigh());
        metrics.put("actor/ppo_kl", statistics.policyKl());
        metrics.put("ratio/mean", statistics.ratioMean());
        metrics.put("ratio/max", statistics.ratioMax());
        if (objective.needsMaskedViews()) {
            metrics.put("perception_kl", statistics.perception());
        }
        if (objective.needsReference()) {
            metrics.put("kl", statistics.kl());
        }
        return metrics;
    }
}
