package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import org.jspecify.annotations.Nullable;

/**
 * Gathers how evenly the routers of a forward pass used their experts, for the load-balancing loss (Shazeer et al., arXiv
 * 1701.06538, in the form of Switch Transformers): {@code E · Σ_e f_e · P_e}, with f the share of choices and P the mean
 * probability of an expert; 1 when all are used alike. For one forward pass on one thread.
 */
public final class LoadBalance {

    /** Weight of the loss beside any other, LVRPO A.1. */
    public static final double WEIGHT = 1e-3;

    private @Nullable NDArray sum;
    private int routers;

    /** Adds one router's choices: probabilities and a mask of the chosen, both (…, E). */
    void add(NDArray probabilities, NDArray chosen, int active) {
        long experts = probabilities.getShape().get(probabilities.getShape().dimension() - 1);
        NDArray shares = TensorOps.scale(chosen.reshape(-1, experts).mean(new int[] {0}), 1.0 / active);
        NDArray likelihood = probabilities.reshape(-1, experts).mean(new int[] {0});
        NDArray loss = TensorOps.scale(shares.mul(likelihood).sum(), experts);
        sum = sum == null ? loss : sum.add(loss);
        routers++;
    }

    /** The mean over all routers of the pass; 0 if there were none. */
    public NDArray loss(NDManager manager) {
        NDArray gathered = sum;
        return gathered == null ? manager.create(0f) : TensorOps.scale(gathered, 1.0 / routers);
    }
}
