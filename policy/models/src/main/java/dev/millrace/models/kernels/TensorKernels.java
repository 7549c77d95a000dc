package dev.millrace.models.kernels;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.policy.safetensors.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * The one place where arrays are made, changed in type and moved that may hold bfloat16. DJL does not know that type: it calls
 * such an array's type unknown, and its own ways to make, convert and move one abort the process. Computing on one works.
 *
 * <p>Results belong to who is named, and to the scope of the calling thread until {@link TensorOps#keep}. Safe for all threads.
 */
public final class TensorKernels {

    private static @Nullable Script script;

    private TensorKernels() {}

    private static synchronized Script script() {
        if (script == null) {
            script = Script.load(TensorKernels.class, "/dev/millrace/models/kernels/tensors.script");
        }
        return script;
    }

    /** The engine's number of a type of floats. */
    private static int number(TensorType type) {
        return switch (type) {
            case F32 -> 6;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException("arrays of weights hold F32 or BF16, not " + type);
        };
    }

    /** The type of an array of floats. */
    public static TensorType type(NDArray array) {
        return switch (array.getDataType()) {
            case FLOAT32 -> TensorType.F32;
            case UNKNOWN -> TensorType.BF16;
            default -> throw new IllegalArgumentException("an array of " + array.getDataType() + " holds no weights");
        };
    }

    /** An array of any values, on the manager's device. */
    public static NDArray empty(NDManager manager, Shape shape, TensorType type) {
        return make(manager, "empty", shape, type);
    }

    /** An array of zeros, on the manager's device. */
    public static NDArray zeros(NDManager manager, Shape shape, TensorType type) {
        return make(manager, "zeros", shape, type);
    }

    private static NDArray make(NDManager manager, String how, Shape shape, TensorType type) {
        try (NDArray near = manager.create(0f)) {
            return script().call(manager, how, near, shape.getShape(), number(type));
        }
    }

    /** The array in another type; itself where it has that type. Carries gradients. */
    public static NDArray cast(NDManager manager, NDArray array, TensorType type) {
        return isOf(array, type) ? array : script().call(manager, "cast", array, number(type));
    }

    private static boolean isOf(NDArray array, TensorType type) {
        return array.getDataType() == (type == TensorType.F32 ? DataType.FLOAT32 : DataType.UNKNOWN)
                && (type == TensorType.F32 || type == TensorType.BF16);
    }

    /** The array on the device of a manager; itself where it lies there. */
    public static NDArray onto(NDManager manager, NDArray array) {
        if (array.getDevice().equals(manager.getDevice())) {
            return array;
        }
        try (NDArray near = manager.create(0f)) {
            return script().call(manager, "onto", array, near);
        }
    }

    /** The array where the processor reads it; itself where it lies there. */
    public static NDArray onHost(NDManager manager, NDArray array) {
        return array.getDevice().isGpu() ? script().call(manager, "on_host", array) : array;
    }

    /** Overwrites an array, whatever the types of both; shapes are equal. */
    public static void copy(NDManager scratch, NDArray source, NDArray target) {
        script().call(scratch, "copy", target, source).close();
    }

    /** The Euclidean norm as a float32 number, summed in float32. */
    public static NDArray norm(NDManager manager, NDArray array) {
        return script().call(manager, "norm", array);
    }
}
