package dev.millrace.learner.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import org.jspecify.annotations.Nullable;

/**
 * The objective over the denoising steps of drawn images, which take the place of tokens:
 * {@code L = Σ_t weight_t · (w_t·clipped(ρ_t, A_t) + β·KL_t)}, with the ratio of text's objective, another clip, and the
 * divergence of two Gaussians of one deviation, whose gradient is exact.
 */
public final class DrawingLoss {

    private final PolicyLoss surrogate;
    private final double klBeta;

    public DrawingLoss(ObjectiveConfig config) {
        this.surrogate = new PolicyLoss(config.ofSteps());
        this.klBeta = config.drawing().klBeta();
    }

    /**
     * The share of one micro-batch in the loss of its batch.
     *
     * @param manager makes the constants
     * @param logProbs per step the mean over dimensions of its log-density under π_θ, with gradient, (n, T)
     * @param divergences of each step from the reference policy's, with gradient, (n, T); needed where β is above 0
     * @param batch the rest
     * @return a scalar with gradient
     */
    public NDArray of(NDManager manager, NDArray logProbs, @Nullable NDArray divergences, TokenBatch batch) {
        NDArray loss = surrogate.of(manager, logProbs, null, batch);
        if (klBeta == 0) {
            return loss;
        }
        if (divergences == null) {
            throw new IllegalArgumentException("drawing.kl_beta is above 0, but there are no divergences");
        }
        return loss.add(TensorOps.scale(divergences.mul(batch.weights(manager)).sum(), klBeta));
    }
}
