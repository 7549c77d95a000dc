package dev.millrace.models.parameters;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.policy.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of an array on the processor, some of its first axis at a time, since a buffer has no more than 2 GiB. A part must not
 * be touched after the array was freed. For one thread, within a scope without gradients.
 */
final class NativeParts {

    private static final long LONGEST = 1L << 30;

    private final NDArray array;
    private final long rows;
    private final long rowsAtOnce;
    private long row;

    /** @param array whose values lie one behind the other */
    NativeParts(NDArray array, TensorType type) {
        this.array = array;
        boolean isOne = array.getShape().dimension() == 0 || array.size() * type.bytes() <= LONGEST;
        this.rows = isOne ? 1 : array.getShape().get(0);
        this.rowsAtOnce = isOne ? 1 : Math.max(1, LONGEST / (array.size() / rows * type.bytes()));
    }

    boolean hasNext() {
        return row < rows;
    }

    /** The next part, little-endian, from its beginning to its end. */
    ByteBuffer next() {
        long begin = row;
        row = Math.min(rows, begin + rowsAtOnce);
        NDArray part = rows == 1 ? array : TensorOps.slice(array, 0, begin, row);
        return part.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    }
}
