package dev.millrace.models.mot.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.policy.drawing.FlowKl;
import dev.millrace.policy.drawing.StochasticStep;
import dev.millrace.policy.text.SpecialTokens;

/**
 * Densities of recorded drawings, all steps in one pass: the counterpart of teacher forcing. Given the weights that drew
 * them, the results are those the sampler recorded, within rounding (1e-5). Stateless.
 */
public final class FlowForcing {

    private FlowForcing() {}

    /** The training form: in the scope of the caller, with gradients if it collects them. */
    public static FlowScores score(
            Transformer policy, NDManager manager, PromptRows prompts, FlowBatch drawings, SpecialTokens special) {
        if (prompts.size() != drawings.prompts()) {
            throw new IllegalArgumentException(
                    "there are " + prompts.size() + " prompts, but drawings for " + drawings.prompts());
        }
        DrawingConfig drawing = policy.config().requireDrawing();
        Shape grid = new Shape(drawings.rows(), drawings.columns());
        Shape perStep = grid.add(1);
        Shape all = grid.add(drawing.latentValues());
        GuidedVelocity velocity = GuidedVelocity.encode(policy, manager, prompts, special, drawings.guidance());
        NDArray before = manager.create(drawings.latents(0), all);
        NDArray tokens = before.reshape(new Shape(grid.size(), drawing.latentTokens(), drawing.latentSize()));
        NDArray velocities = velocity.at(tokens, drawings.times()).reshape(all);
        NDArray means = before.mul(manager.create(drawings.ofSteps(StochasticStep::ofLatents), perStep))
                .add(velocities.mul(manager.create(drawings.ofSteps(StochasticStep::ofVelocity), perStep)));
        NDArray distance = manager.create(drawings.latents(1), all)
                .sub(means)
                .mul(manager.create(drawings.ofSteps(step -> 1 / step.deviation()), perStep));
        NDArray meanSquares = distance.mul(distance).mean(new int[] {2});
        NDArray logProbs = manager.create(drawings.ofSteps(StochasticStep::logDensityAtMean), grid)
                .sub(TensorOps.scale(meanSquares, 0.5));
        return new FlowScores(logProbs, means, manager.create(drawings.mask(), grid));
    }

    /** The no-gradient form: log-probabilities by (P·G, N), no native memory left behind. */
    public static float[] logProbs(
            WeightsLease weights, PromptRows prompts, FlowBatch drawings, SpecialTokens special) {
        try (NoGradScope scope = NoGradScope.open()) {
            return score(weights.transformer(), scope.manager(), prompts, drawings, special)
                    .logProbs()
                    .toFloatArray();
        }
    }

    /**
     * The divergence of each step from a reference's, (P·G, N), 0 at padding.
     *
     * @param reference means of the same drawings under the reference policy
     */
    public static NDArray divergence(
            NDManager manager, FlowScores scores, NDArray reference, FlowBatch drawings, FlowKl form) {
        NDArray difference = scores.means().sub(reference);
        NDArray factors =
                manager.create(drawings.ofSteps(form::factor), new Shape(drawings.rows(), drawings.columns()));
        return difference.mul(difference).mean(new int[] {2}).mul(factors);
    }
}
