package dev.millrace.policy.model;

import ai.djl.ndarray.NDArray;
import dev.millrace.policy.engine.TensorOps;

/** The SwiGLU network of one expert (Shazeer, arXiv 2002.05202): {@code down(silu(gate x) · up x)}. */
final class FeedForward {

    private FeedForward() {}

    static NDArray apply(LayerParameters.ExpertParameters expert, NDArray x) {
        NDArray gated = TensorOps.silu(TensorOps.linear(x, expert.gate()));
        return TensorOps.linear(gated.mul(TensorOps.linear(x, expert.up())), expert.down());
    }
}
