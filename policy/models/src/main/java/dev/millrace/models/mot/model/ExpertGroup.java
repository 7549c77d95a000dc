package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.TensorOps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The experts of one modality in one layer: a single network, or several with a router.
 *
 * @param router (experts, width); null for a single expert
 * @param active experts that serve a token
 */
record ExpertGroup(@Nullable NDArray router, List<ExpertParameters> experts, int active) {

    /**
     * A SwiGLU network (Shazeer, arXiv 2002.05202): {@code down(silu(gate x) · up x)}.
     *
     * @param gate (hidden, width)
     * @param up (hidden, width)
     * @param down (width, hidden)
     */
    record ExpertParameters(NDArray gate, NDArray up, NDArray down) {

        NDArray apply(NDArray x) {
            NDArray gated = TensorOps.silu(TensorOps.linear(x, gate));
            return TensorOps.linear(gated.mul(TensorOps.linear(x, up)), down);
        }
    }

    ExpertGroup {
        experts = List.copyOf(experts);
    }

    /**
     * What the experts make of (…, width). Of a mixture, all are computed and weighted, those not chosen with 0: at this size
     * that is faster than gathering the tokens of each.
     */
    NDArray apply(NDArray x, @Nullable LoadBalance balance) {
        NDArray matrix = router;
        if (matrix == null) {
            return experts.get(0).apply(x);
        }
        int last = x.getShape().dimension() - 1;
        NDArray probabilities = TensorOps.linear(x, matrix).softmax(last);
        NDArray chosen = chosen(probabilities.stopGradient(), last);
        if (balance != null) {
            balance.add(probabilities, chosen, active);
        }
        NDArray kept = probabilities.mul(chosen);
        NDArray weights = kept.div(kept.sum(new int[] {last}, true));
        NDArray mixed = part(0, x, weights, last);
        for (int expert = 1; expert < experts.size(); expert++) {
            mixed = mixed.add(part(expert, x, weights, last));
        }
        return mixed;
    }

    private NDArray part(int expert, NDArray x, NDArray weights, int last) {
        return experts.get(expert).apply(x).mul(TensorOps.slice(weights, last, expert, expert + 1L));
    }

    /** 1 for the likeliest, 0 for the others. */
    private NDArray chosen(NDArray probabilities, int last) {
        NDArray least = TensorOps.slice(probabilities.topK(active, last).get(0), last, active - 1L, active);
        return probabilities.gte(least).toType(probabilities.getDataType(), false);
    }
}
