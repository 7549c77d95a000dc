package dev.millrace.models.parameters;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Native arrays of encoded values. Stateless and safe for all threads. */
public final class NativeArrays {

    private NativeArrays() {}

    /** A float32 array; see {@link #create(NDManager, TensorSource, TensorType)}. */
    public static NDArray create(NDManager manager, TensorSource values) throws IOException {
        return create(manager, values, TensorType.F32);
    }

    /**
     * An array on the device of its manager and owned by it alone. The values are written where they stay: on the processor they
     * are copied once, and rounded to nearest where the type has fewer digits.
     *
     * @param values floats of any width
     * @param type F32 or BF16
     * @throws IOException if they cannot be read
     */
    public static NDArray create(NDManager manager, TensorSource values, TensorType type) throws IOException {
        Shape shape = new Shape(values.form().shape().toArray());
        try (NoGradScope scope = NoGradScope.open();
                NDManager host = PolicyEngine.get().newManager(Device.cpu())) {
            boolean onHost = manager.getDevice().equals(Device.cpu());
            NDArray array = TensorKernels.empty(onHost ? manager : host, shape, type);
            Target target = new Target(array, type);
            values.writeTo(target.taking(values.form().type()));
            return TensorOps.keep(onHost ? array : TensorKernels.onto(manager, array));
        }
    }

    /** The memory of an array, filled from its beginning, some of its first axis at a time: a buffer has no more than 2 GiB. */
    private static final class Target {

        private final NativeParts parts;
        private final TensorType type;
        private ByteBuffer part = ByteBuffer.allocate(0);

        Target(NDArray array, TensorType type) {
            this.parts = new NativeParts(array, type);
            this.type = type;
        }

        ByteSink taking(TensorType from) {
            return from == type ? this::put : piece -> convert(piece.slice().order(ByteOrder.LITTLE_ENDIAN), from);
        }

        private void put(ByteBuffer piece) {
            while (piece.hasRemaining()) {
                int count = Math.min(room().remaining(), piece.remaining());
                part.put(piece.slice().limit(count));
                piece.position(piece.position() + count);
            }
        }

        private void convert(ByteBuffer piece, TensorType from) {
            int count = piece.limit() / from.bytes();
            for (int i = 0; i < count; i++) {
                type.putFloat(room(), from.floatAt(piece, i));
            }
        }

        private ByteBuffer room() {
            if (!part.hasRemaining()) {
                part = parts.next();
            }
            return part;
        }
    }
}
