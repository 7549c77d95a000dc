package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that is NaN or infinite.
 *
 * @param index its place in the tensor, row-major
 */
public record NonFinite(long index, float value) {

    /** Looks through all values. */
    static Optional<NonFinite> search(TensorSource tensor) throws IOException {
        Search search = new Search(tensor.form().type());
        if (search.type.isFloat()) {
            tensor.writeTo(search);
        }
        return Optional.ofNullable(search.found);
    }

    private static final class Search implements ByteSink {

        private final TensorType type;
        private long index;
        private @Nullable NonFinite found;

        Search(TensorType type) {
            this.type = type;
        }

        @Override
        public void accept(ByteBuffer piece) {
            if (found != null) {
                return;
            }
            ByteBuffer values = piece.slice().order(ByteOrder.LITTLE_ENDIAN);
            int count = values.limit() / type.bytes();
            for (int i = 0; i < count; i++) {
                float value = type.floatAt(values, i);
                if (!Float.isFinite(value)) {
                    found = new NonFinite(index + i, value);
                    return;
                }
            }
            index += count;
        }
    }
}
