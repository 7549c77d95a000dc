package dev.millrace.models.parameters;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Native arrays of encoded values. Stateless and safe for all threads. */
public final class NativeArrays {

    private NativeArrays() {}

    /**
     * A float32 array, on the device of its manager and owned by it alone. The values are written where they stay: on the
     * processor they are copied once.
     *
     * @param values floats of any width, less than 2 GiB as float32
     * @throws IOException if they cannot be read
     */
    public static NDArray create(NDManager manager, TensorSource values) throws IOException {
        Shape shape = new Shape(values.form().shape().toArray());
        try (NoGradScope scope = NoGradScope.open()) {
            boolean onHost = manager.getDevice().equals(Device.cpu());
            NDArray array = (onHost ? manager : scope.manager()).create(shape, DataType.FLOAT32, Device.cpu());
            fill(array.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN), values);
            if (!onHost) {
                array = array.toDevice(manager.getDevice(), true);
                array.attach(manager);
            }
            return TensorOps.keep(array);
        }
    }

    private static void fill(ByteBuffer target, TensorSource values) throws IOException {
        TensorType type = values.form().type();
        if (type == TensorType.F32) {
            values.writeTo(target::put);
            return;
        }
        values.writeTo(piece -> {
            ByteBuffer narrow = piece.slice().order(ByteOrder.LITTLE_ENDIAN);
            int count = narrow.limit() / type.bytes();
            for (int i = 0; i < count; i++) {
                target.putFloat(type.floatAt(narrow, i));
            }
        });
    }
}
