package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;

/**
 * The loss of SigLIP (Zhai et al., arXiv 2303.15343): {@code mean_i −Σ_j log σ(s_ij·(t·z_i·z_j + b))}, s_ij = 1 where
 * image and text belong together, else −1.
 */
final class SigmoidLoss {

    private SigmoidLoss() {}

    /** {@code t·cosine + b}. */
    static NDArray logits(NDArray cosines, NDArray scale, NDArray bias) {
        return cosines.mul(scale).add(bias);
    }

    /** Of each pair, {@code −log σ(s·logit) = softplus(−s·logit)}. */
    static NDArray ofPairs(NDArray logits, NDArray signs) {
        return logits.mul(signs).neg().getNDArrayInternal().softPlus();
    }

    /** Of a batch: logits and signs are (images, texts). */
    static NDArray of(NDManager manager, NDArray logits, NDArray signs) {
        return TensorOps.scale(
                ofPairs(logits, signs).sum(), 1.0 / logits.getShape().get(0));
    }
}
