package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.models.engine.TensorOps;
import java.util.List;
import java.util.function.Function;

/** Passing derivatives back through one piece of a network, which is computed again for it. Stateless. */
final class Backpropagation {

    private Backpropagation() {}

    /**
     * Computes a piece again from its input, and carries the derivative by its output back: to the parameters, whose gradients
     * grow, and to the input.
     *
     * @param output of the piece, from its input
     * @param by the derivative by the output
     * @return the derivative by the input, owned by {@code manager}
     */
    static NDArray through(NDManager manager, NDArray input, Function<NDArray, NDArray> output, NDArray by) {
        NDArray leaf = input.stopGradient();
        leaf.setRequiresGradient(true);
        recording(() -> {
            NDArray computed = output.apply(leaf);
            JniUtils.backward((PtNDArray) computed, (PtNDArray) by, false, false);
        });
        NDArray gradient = TensorOps.keep(leaf.getGradient().duplicate());
        gradient.attach(manager);
        return gradient;
    }

    /** Carries derivatives back to the parameters from several outputs that were computed together. */
    static void from(NDManager manager, List<NDArray> outputs, List<NDArray> by) {
        NDArray carrier = Kernels.get().call(manager, "carrier", outputs, by);
        JniUtils.backward((PtNDArray) carrier, (PtNDArray) manager.create(1f), false, false);
    }

    /** Runs something while gradients are recorded. */
    static void recording(Runnable work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            work.run();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
