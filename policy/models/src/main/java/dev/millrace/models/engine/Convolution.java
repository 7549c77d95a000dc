package dev.millrace.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/**
 * The engine's convolution, over channels in whole blocks.
 *
 * <p>The engine's kernels (oneDNN 3.7.1) lay weights out in blocks of channels: 8 with AVX2, 16 with AVX-512, 32 for the
 * gradient of a strided one's input. Where the last of several blocks is not full, they were seen to multiply its channels
 * with other channels' weights and to read memory that nobody has written: the values are wrong, and now and then not
 * finite. The gradient of the input also goes wrong over the channels of the output, be it a single block. So blocks are
 * filled up with zeros here, which change no sum.
 */
final class Convolution {

    private static final int BLOCK = 16;
    private static final int BLOCK_OF_GRADIENTS = 32;

    private static final int IMAGE_CHANNELS = 1;
    private static final int WEIGHT_OUT = 0;
    private static final int WEIGHT_IN = 1;

    private Convolution() {}

    /** See {@link TensorOps#convolution}. */
    static NDArray of(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        long in = weight.getShape().get(WEIGHT_IN);
        long out = weight.getShape().get(WEIGHT_OUT);
        NDManager manager = x.getManager();
        // What is computed from parameters does not say that it has a gradient.
        boolean backward = JniUtils.isGradMode();
        long moreIn = in <= BLOCK ? 0 : missing(in, backward ? BLOCK_OF_GRADIENTS : BLOCK);
        long moreOut = backward ? missing(out, BLOCK) : 0;
        NDArray y = plain(
                withZeros(manager, x, IMAGE_CHANNELS, moreIn),
                withZeros(manager, withZeros(manager, weight, WEIGHT_IN, moreIn), WEIGHT_OUT, moreOut),
                withZeros(manager, bias, 0, moreOut),
                stride,
                padding);
        return moreOut == 0 ? y : TensorOps.slice(y, IMAGE_CHANNELS, 0, out);
    }

    private static long missing(long channels, long block) {
        return Math.floorMod(-channels, block);
    }

    private static NDArray withZeros(NDManager manager, NDArray array, int axis, long count) {
        if (count == 0) {
            return array;
        }
        long[] dimensions = array.getShape().getShape().clone();
        dimensions[axis] = count;
        NDArray zeros = manager.zeros(new Shape(dimensions), array.getDataType());
        return array.getNDArrayInternal().concat(new NDList(zeros), axis);
    }

    private static NDArray plain(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        long[] dilation = new long[stride.dimension()];
        Arrays.fill(dilation, 1);
        return x.getNDArrayInternal()
                .convolution(x, weight, bias, stride, padding, new Shape(dilation), 1)
                .singletonOrThrow();
    }
}
