package dev.millrace.learner.objective;

import dev.millrace.policy.learning.StepLoss;
import dev.millrace.policy.learning.TokenLoss;

/**
 * The objective over the denoising steps of drawn images, which take the place of tokens:
 * {@code L = Σ_t weight_t · (w_t·clipped(ρ_t, A_t) + β·KL_t)}, with the ratio of text's objective, a clip of its own whatever the
 * surrogate of text is, and the divergence of two Gaussians of one deviation, whose gradient is exact. Pure.
 */
public final class DrawingLoss {

    private final PolicyLoss surrogate;
    private final float klBeta;

    public DrawingLoss(ObjectiveConfig config) {
        this.surrogate = new PolicyLoss(config.ofSteps());
        this.klBeta = (float) config.drawing().klBeta();
    }

    /**
     * The share of one micro-batch in the loss of its batch, and its derivatives.
     *
     * @param values what the policy says of the steps; with divergences where β is above 0
     * @throws IllegalArgumentException if divergences are needed and missing
     */
    public StepLoss.Slopes of(StepLoss.Values values, TokenBatch batch) {
        float[] logProbs = values.logProbs();
        TokenLoss.Slopes slopes = surrogate.of(new TokenLoss.Values(logProbs, new float[logProbs.length], null), batch);
        if (klBeta == 0) {
            return new StepLoss.Slopes(slopes.loss(), slopes.byLogProb(), null);
        }
        float[] divergences = values.divergences()
                .orElseThrow(
                        () -> new IllegalArgumentException("drawing.kl_beta is above 0, but there are no divergences"));
        float[] byDivergence = new float[divergences.length];
        float distance = 0;
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence image = batch.sequence(number);
            for (int at = image.begin(); at < image.begin() + image.length(); at++) {
                distance += divergences[at] * image.weight();
                byDivergence[at] += klBeta * image.weight();
            }
        }
        return new StepLoss.Slopes(slopes.loss() + distance * klBeta, slopes.byLogProb(), byDivergence);
    }
}
