package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.TensorOps;

/**
 * Root-mean-square norm with a learned gain (Zhang and Sennrich, arXiv 1910.07467) over the last axis:
 * {@code x / max(rms(x), ε) · gain}. As {@code x / max(‖x‖, ε√n) · (gain·√n)}, which the engine does in fewer passes.
 */
final class RmsNorm {

    private static final double EPSILON = 1e-6;

    private final double rootWidth;
    private final double minimumNorm;

    RmsNorm(int width) {
        this.rootWidth = Math.sqrt(width);
        this.minimumNorm = EPSILON * Math.sqrt(width);
    }

    NDArray apply(NDArray x, NDArray gain) {
        int axis = x.getShape().dimension() - 1;
        return x.normalize(2, axis, minimumNorm).mul(TensorOps.scale(gain, rootWidth));
    }
}
