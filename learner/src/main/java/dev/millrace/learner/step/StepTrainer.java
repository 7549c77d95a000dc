package dev.millrace.learner.step;

import ai.djl.ndarray.NDArray;
import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.Perception;
import dev.millrace.learner.objective.PolicyLoss;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.TokenLoss;
import dev.millrace.policy.model.Modality;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.model.PromptBatch;
import dev.millrace.policy.model.ResponseBatch;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.scoring.ScoredResponses;
import dev.millrace.policy.scoring.TeacherForcing;
import dev.millrace.policy.scoring.TokenScores;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.training.CarriedLoss;
import dev.millrace.policy.training.PolicyTrainer;
import dev.millrace.policy.training.StepOutcome;
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

    private final PolicyTrainer trainer;
    private final Optional<PolicyWeights> reference;
    private final PolicyConfig architecture;
    private final SpecialTokens special;
    private final ObjectiveConfig objective;
    private final PolicyLoss loss;
    private final DrawingPass drawing;
    private final int microBatchGroups;
    private final Clock clock;

    /**
     * @param trainer the policy in training; owned by the caller
     * @param reference weights of the reference policy, owned by the caller; needed where the objective's β is above 0
     * @param microBatchGroups groups of one forward and backward pass
     */
    public StepTrainer(
            PolicyTrainer trainer,
            Optional<PolicyWeights> reference,
            SpecialTokens special,
            ObjectiveConfig objective,
            int microBatchGroups,
            Clock clock) {
        if (objective.needsReference() && reference.isEmpty()) {
            throw new IllegalArgumentException("kl_beta is above 0, but there is no reference policy");
        }
        if (objective.drawing().needsReference()
                && reference.isEmpty()
                && trainer.policy().config().drawing() != null) {
            throw new IllegalArgumentException("drawing.kl_beta is above 0, but there is no reference policy");
        }
        this.trainer = trainer;
        this.drawing = new DrawingPass(trainer, reference, special, objective);
        this.reference = objective.needsReference() ? reference : Optional.empty();
        this.architecture = trainer.policy().config();
        this.special = special;
        this.objective = objective;
        this.loss = new PolicyLoss(objective);
        this.microBatchGroups = microBatchGroups;
        this.clock = clock;
    }

    /** Trains on a batch. */
    public StepResult train(ExperienceBatch batch, double learningRate) {
        if (batch.trainable().isEmpty()) {
            return new StepResult.Empty();
        }
        Instant begun = clock.instant();
        LossStatistics statistics = new LossStatistics(objective);
        DrawingStatistics drawn = drawing.begin();
        // A share that is not finite lets the step be refused, whatever the rest says.
        boolean finite = accumulate(
                MicroBatches.alike(batch.answered()),
                batch.answeredSize(),
                (part, whole) -> accumulate(MicroBatch.of(part), whole, statistics));
        if (finite) {
            accumulate(
                    batch.drawn(),
                    batch.drawnSize(),
                    (part, whole) -> drawing.accumulate(new DrawnMicroBatch(part), whole, drawn));
        }
        Map<String, Double> metrics = metrics(statistics, learningRate);
        drawn.putInto(metrics, drawing.hasReference());
        for (Modality expert : architecture.experts()) {
            metrics.put("actor/grad_norm/" + expert.parameterName(), trainer.expertGradientNorm(expert));
        }
        Instant accumulated = clock.instant();
        StepOutcome outcome = trainer.step(learningRate);
        if (outcome instanceof StepOutcome.Refused refused) {
            metrics.values().removeIf(value -> !Double.isFinite(value));
            return new StepResult.Refused(refused.cause(), metrics);
        }
        metrics.put("actor/grad_norm", ((StepOutcome.Applied) outcome).gradientNorm());
        return new StepResult.Trained(
                metrics, Duration.between(begun, accumulated), Duration.between(accumulated, clock.instant()));
    }

    /** Adds the gradients of a part of the groups of one modality, and gives its share in the loss. */
    private interface Pass {
        float accumulate(List<TrainableGroup> part, BatchSize whole);
    }

    /** Adds the gradients of all groups of one modality; false as soon as a share in the loss is not finite. */
    private boolean accumulate(List<TrainableGroup> groups, Optional<BatchSize> whole, Pass pass) {
        for (List<TrainableGroup> part : MicroBatches.cut(groups, microBatchGroups)) {
            if (!Float.isFinite(pass.accumulate(part, whole.orElseThrow()))) {
                return false;
            }
        }
        return true;
    }

    private float accumulate(MicroBatch part, BatchSize whole, LossStatistics statistics) {
        PromptBatch prompts = part.prompts(architecture);
        ResponseBatch responses = part.responses(architecture, special);
        TokenBatch tokens = part.tokens(responses, objective, whole, reference(part, prompts, responses));
        Optional<PromptBatch> masked =
                objective.needsMaskedViews() ? part.maskedPrompts(architecture) : Optional.empty();
        return trainer.carry((policy, manager) -> {
            TokenScores scores = TeacherForcing.score(policy, manager, prompts, responses, part.temperature());
            NDArray divergences = masked.map(
                            views -> TeacherForcing.score(policy, manager, views, responses, part.temperature()))
                    .map(unseen -> Perception.divergence(scores.logDistribution(), unseen.logDistribution()))
                    .orElse(null);
            TokenLoss.Values values = new TokenLoss.Values(
                    scores.logProbs().toFloatArray(),
                    scores.entropies().toFloatArray(),
                    divergences == null ? null : divergences.toFloatArray());
            statistics.add(tokens, values);
            TokenLoss.Slopes slopes = loss.of(values, tokens);
            CarriedLoss carried = CarriedLoss.of(manager, slopes.loss(), scores.logProbs(), slopes.byLogProb())
                    .and(manager, scores.entropies(), slopes.byEntropy());
            return divergences == null ? carried : carried.and(manager, divergences, slopes.byDivergence());
        });
    }

    private Optional<ScoredResponses> reference(MicroBatch part, PromptBatch prompts, ResponseBatch responses) {
        return reference.map(weights -> {
            try (WeightsLease lease = weights.lease()) {
                return TeacherForcing.score(lease, prompts, responses, part.temperature());
            }
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
        if (reference.isPresent()) {
            metrics.put("kl", statistics.kl());
        }
        return metrics;
    }
}
