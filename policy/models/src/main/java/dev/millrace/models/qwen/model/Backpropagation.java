package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.RecordedPieces;
import java.util.List;
import java.util.function.Supplier;

/** Passing derivatives back through one piece of a network that was recorded. Stateless. */
final class Backpropagation {

    private Backpropagation() {}

    /** The same values, to be the input of a piece that is recorded. */
    static NDArray leaf(NDArray values) {
        NDArray leaf = values.stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /**
     * Carries the derivative by the output of a piece back: to the parameters, whose gradients grow, and to the input. What was
     * recorded is gone then.
     *
     * @param leaf which the piece read
     * @param output of the piece, recorded
     * @param by the derivative by the output
     * @return the derivative by the input, owned by {@code manager}
     */
    static NDArray through(NDManager manager, NDArray leaf, NDArray output, NDArray by) {
        RecordedPieces.back(output, by);
        NDArray gradient = TensorOps.keep(leaf.getGradient().duplicate());
        gradient.attach(manager);
        return gradient;
    }

    /** Carries derivatives back to the parameters from several outputs that were computed together, and recorded. */
    static void from(NDManager manager, List<NDArray> outputs, List<NDArray> by) {
        NDArray carrier = recorded(() -> Kernels.get().call(manager, "carrier", outputs, by));
        RecordedPieces.back(carrier, manager.create(1f));
    }

    /** What a piece computes, with its history. */
    static <T> T recorded(Supplier<T> piece) {
        return RecordedPieces.recorded(piece);
    }
}
