package dev.millrace.models.kernels;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Pieces of a computation that are recorded, and derivatives that are carried back through one of them. DJL's own collector
 * records all that a thread does, and carries back from numbers only. Stateless.
 */
public final class RecordedPieces {

    private RecordedPieces() {}

    /** What a piece computes on this thread, with its history. */
    public static <T> T recorded(Supplier<T> piece) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            return piece.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /**
     * Carries a derivative back through the history of an array: the gradients of all arrays in it grow that may have one. The
     * history is gone then.
     *
     * @param by the derivative by the array, of its shape
     */
    public static void back(NDArray output, NDArray by) {
        JniUtils.backward((PtNDArray) output, (PtNDArray) by, false, false);
    }
}
