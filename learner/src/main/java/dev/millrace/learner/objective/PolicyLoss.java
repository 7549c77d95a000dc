package dev.millrace.learner.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.millrace.models.engine.TensorOps;
import org.jspecify.annotations.Nullable;

/**
 * The objective over native arrays: a scalar whose gradient trains the policy.
 *
 * <p>{@code L = Σ_t weight_t · (w_t·clipped(ρ_t, A_t) + β·k2_t − c·H_t − γ·P_t)}, where P is the perception term, ρ compares with the policy as the step
 * begins, w is the importance weight and both carry no gradient but through ρ's numerator. One optimizer step is made of
 * a batch, so the policy as the step begins is the one in training, its gradient stopped: ρ is 1 in value and the clip
 * acts only with {@link OffPolicyCorrection#NONE}, where ρ compares with the policy that sampled.
 */
public final class PolicyLoss {

    private final ObjectiveConfig config;
    private final ClippedLoss clipped;

    public PolicyLoss(ObjectiveConfig config) {
        this.config = config;
        this.clipped = config.clipped();
    }

    /** The share of a micro-batch in the loss of its batch, without a perception term; see the other form. */
    public NDArray of(NDManager manager, NDArray logProbs, @Nullable NDArray entropies, TokenBatch batch) {
        return of(manager, logProbs, entropies, null, batch);
    }

    /**
     * The share of one micro-batch in the loss of its batch.
     *
     * @param manager makes the constants
     * @param logProbs log π_θ of each token in nat, with gradient, (n, T) float32; values at padding must be finite
     * @param entropies entropy of each token's distribution in nat, with gradient, (n, T); needed only where the entropy
     *     coefficient is not 0
     * @param perception divergence of each token to the masked view in nat, with gradient, (n, T); null where there is none,
     *     which counts as 0
     * @param batch the rest; with reference log-probabilities where β is above 0
     * @return a scalar with gradient
     * @throws IllegalArgumentException if entropies or reference are needed and missing
     */
    public NDArray of(
            NDManager manager,
            NDArray logProbs,
            @Nullable NDArray entropies,
            @Nullable NDArray perception,
            TokenBatch batch) {
        NDArray behaviour = batch.behaviour(manager);
        NDArray proximal = config.correction().decoupled() ? logProbs.stopGradient() : behaviour;
        NDArray perToken = surrogate(manager, logProbs, proximal, behaviour, batch);
        if (config.klBeta() > 0) {
            NDArray reference = batch.reference(manager)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "kl_beta is above 0, but the batch has no reference log-probabilities"));
            NDArray d = clamp(logProbs.sub(reference));
            perToken = perToken.add(TensorOps.scale(d.mul(d), config.klBeta() / 2));
        }
        if (config.entropyCoefficient() != 0) {
            if (entropies == null) {
                throw new IllegalArgumentException("entropy_coefficient is not 0, but there are no entropies");
            }
            perToken = perToken.sub(TensorOps.scale(entropies, config.entropyCoefficient()));
        }
        if (config.perceptionWeight() > 0 && perception != null) {
            perToken = perToken.sub(TensorOps.scale(perception, config.perceptionWeight()));
        }
        return perToken.mul(batch.weights(manager)).sum();
    }

    /** Corrected, clipped losses of the tokens, (n, T), not aggregated. */
    NDArray surrogate(NDManager manager, NDArray logProbs, NDArray proximal, NDArray behaviour, TokenBatch batch) {
        NDArray advantages = batch.advantages(manager);
        NDArray ratio = clamp(logProbs.sub(proximal)).exp();
        NDArray bounded = TensorOps.clamp(ratio, 1 - clipped.epsilonLow(), 1 + clipped.epsilonHigh());
        NDArray surrogate = NDArrays.minimum(ratio.mul(advantages), bounded.mul(advantages));
        NDArray losses = NDArrays.minimum(surrogate.neg(), batch.largestLosses(manager, clipped));
        if (!config.correction().decoupled()) {
            return losses;
        }
        NDArray weights = clamp(proximal.sub(behaviour)).exp();
        NDArray corrected =
                switch (config.correction()) {
                    case NONE, TRUNCATE -> NDArrays.minimum(weights, (float) config.correctionCap());
                    case MASK ->
                        weights.mul(weights.lte((float) config.correctionCap()).toType(DataType.FLOAT32, false));
                };
        return losses.mul(corrected);
    }

    /** Without this a huge ratio times a zero advantage is a NaN gradient. */
    private static NDArray clamp(NDArray logRatio) {
        return TensorOps.clamp(logRatio, -LogRatio.BOUND, LogRatio.BOUND);
    }
}
