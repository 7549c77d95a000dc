package dev.millrace.learner.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.DrawingLoss;
import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.StepLoss;
import dev.millrace.policy.engine.NoGradScope;
import dev.millrace.policy.flow.FlowBatch;
import dev.millrace.policy.flow.FlowForcing;
import dev.millrace.policy.flow.FlowScores;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.model.PromptBatch;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.training.CarriedLoss;
import dev.millrace.policy.training.PolicyTrainer;
import java.util.Optional;

/**
 * The forward and backward passes over drawn images: densities of their recorded steps are computed again exactly, under
 * the policy in training and, for the divergence, under the reference.
 *
 * <p>For one thread.
 */
final class DrawingPass {

    private final PolicyTrainer trainer;
    private final Optional<PolicyWeights> reference;
    private final PolicyConfig architecture;
    private final SpecialTokens special;
    private final ObjectiveConfig objective;
    private final DrawingLoss loss;

    /** @param reference owned by the caller; needed where β of drawings is above 0 and there is something drawn */
    DrawingPass(
            PolicyTrainer trainer,
            Optional<PolicyWeights> reference,
            SpecialTokens special,
            ObjectiveConfig objective) {
        this.trainer = trainer;
        this.reference = objective.drawing().needsReference() ? reference : Optional.empty();
        this.architecture = trainer.policy().config();
        this.special = special;
        this.objective = objective;
        this.loss = new DrawingLoss(objective);
    }

    boolean hasReference() {
        return reference.isPresent();
    }

    /** Statistics of a step that begins. */
    DrawingStatistics begin() {
        return new DrawingStatistics(LossStatistics.ofSteps(objective));
    }

    /**
     * Adds the gradients of a micro-batch.
     *
     * @param whole size of the images of the whole batch
     * @return its share in the loss
     */
    float accumulate(DrawnMicroBatch part, BatchSize whole, DrawingStatistics statistics) {
        PromptBatch prompts = part.prompts(architecture);
        FlowBatch drawings = part.drawings(architecture);
        TokenBatch steps = part.steps(drawings, objective, whole);
        Optional<float[]> referenceMeans = reference.map(weights -> means(weights, prompts, drawings));
        Shape shape = new Shape(
                drawings.rows(),
                drawings.columns(),
                architecture.requireDrawing().latentValues());
        return trainer.carry((policy, manager) -> {
            FlowScores scores = FlowForcing.score(policy, manager, prompts, drawings, special);
            NDArray divergences = referenceMeans
                    .map(means -> FlowForcing.divergence(
                            manager,
                            scores,
                            manager.create(means, shape),
                            drawings,
                            objective.drawing().kl()))
                    .orElse(null);
            StepLoss.Values values = new StepLoss.Values(
                    scores.logProbs().toFloatArray(), divergences == null ? null : divergences.toFloatArray());
            statistics.add(steps, values);
            StepLoss.Slopes slopes = loss.of(values, steps);
            CarriedLoss carried = CarriedLoss.of(manager, slopes.loss(), scores.logProbs(), slopes.byLogProb());
            return divergences == null ? carried : carried.and(manager, divergences, slopes.byDivergence());
        });
    }

    private float[] means(PolicyWeights weights, PromptBatch prompts, FlowBatch drawings) {
        try (WeightsLease lease = weights.lease();
                NoGradScope scope = NoGradScope.open()) {
            return FlowForcing.score(lease.transformer(), scope.manager(), prompts, drawings, special)
                    .means()
                    .toFloatArray();
        }
    }
}
