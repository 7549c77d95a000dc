package dev.millrace.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.policy.safetensors.TensorType;
import java.util.Collection;

/** The norm of all gradients as one vector, and clipping by it (Pascanu et al., arXiv 1211.5063). */
final class GradientNorm {

    /** Keeps the factor finite for a norm of 0. */
    private static final double EPSILON = 1e-6;

    private GradientNorm() {}

    /** √Σ‖g‖²; not finite if any value is not. */
    static double of(Collection<NDArray> gradients) {
        NDList norms = new NDList();
        gradients.forEach(gradient -> norms.add(norm(gradient)));
        return NDArrays.stack(norms).norm().getFloat();
    }

    /** In float32, whatever the gradient is in. */
    private static NDArray norm(NDArray gradient) {
        return TensorKernels.type(gradient) == TensorType.F32
                ? gradient.norm()
                : TensorKernels.norm(gradient.getManager(), gradient);
    }

    /** Scales gradients in place, down only, so that their norm is at most {@code limit}; says whether it did. */
    static boolean clip(Collection<NDArray> gradients, double norm, double limit) {
        if (norm <= limit) {
            return false;
        }
        float factor = (float) (limit / (norm + EPSILON));
        gradients.forEach(gradient -> gradient.muli(factor));
        return true;
    }
}
