package dev.millrace.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * The native operations that NDArray lacks or offers only by a slow path. Stateless; results belong to the scope of the
 * calling thread.
 */
public final class TensorOps {

    private TensorOps() {}

    /** {@code x · wᵀ} over the last axis: (…, in) and (out, in) give (…, out). */
    public static NDArray linear(NDArray x, NDArray weight) {
        return linear(x, weight, null);
    }

    /** {@code x · wᵀ + b} over the last axis. */
    @SuppressWarnings("NullAway") // the engine takes a null bias, though its signature does not say so
    public static NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
        return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
    }

    /** Rows of a (vocabulary, width) table by int64 ids of any shape: (…) gives (…, width). */
    public static NDArray embedding(NDArray ids, NDArray table) {
        return table.getNDArrayInternal()
                .embedding(ids, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /**
     * Convolution of images (B, in, H, W) with (out, in, h, w), or of sequences (B, in, length) with (out, in, size).
     *
     * @param stride and {@code padding} with as many dimensions as are convolved
     */
    public static NDArray convolution(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        return Convolution.of(x, weight, bias, stride, padding);
    }

    /** {@code x · sigmoid(x)}. */
    public static NDArray silu(NDArray x) {
        return x.getNDArrayInternal().sigmoid().mul(x);
    }

    /**
     * {@code x · factor}, safe where gradients are recorded.
     *
     * <p>NDArray's own {@code mul(Number)}, {@code div(Number)}, {@code pow(Number)}, {@code clip} and the like are not: they
     * free their number's memory when they return, while the backward pass still reads it. Here it lives as long as the scope.
     */
    public static NDArray scale(NDArray x, double factor) {
        return x.mul(x.getManager().create((float) factor));
    }

    /** {@code min(max(x, low), high)}, safe where gradients are recorded; see {@link #scale}. */
    public static NDArray clamp(NDArray x, double low, double high) {
        NDArray lowest = x.getManager().create((float) low);
        NDArray highest = x.getManager().create((float) high);
        return NDArrays.minimum(NDArrays.maximum(x, lowest), highest);
    }

    /** The view [begin, end) of one axis; writing into it writes into {@code x}. */
    public static NDArray slice(NDArray x, int axis, long begin, long end) {
        return JniUtils.slice((PtNDArray) x, axis, begin, end, 1);
    }

    /** Takes an array out of the scope it was made in, directly after it was made: its manager owns it from here. */
    public static NDArray keep(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    /** An array of its own memory, owned by no scope and by the manager of {@code source}; carries no gradient. */
    public static NDArray keptCopy(NDArray source) {
        NDArray detached = source.stopGradient();
        NDArray copy = keep(detached.duplicate());
        detached.close();
        return copy;
    }

    /** Sets the gradient of a parameter to zero; nothing happens where it has none. Works on non-finite values too. */
    public static void zeroGradient(NDArray parameter) {
        JniUtils.zeroGrad((PtNDArray) parameter);
    }
}
