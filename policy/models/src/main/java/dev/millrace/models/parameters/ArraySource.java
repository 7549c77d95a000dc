package dev.millrace.models.parameters;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.NonFinite;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The values of a native float32 array, read where they lie. Safe for all threads as long as nobody writes the array.
 *
 * @param array stays its owner's
 */
public record ArraySource(NDArray array) implements TensorSource {

    /** Small enough to be in the processor's cache still when it is digested after it was copied. */
    private static final int PIECE_BYTES = 256 * 1024;

    @Override
    public TensorForm form() {
        return new TensorForm(TensorType.F32, TensorShape.of(array.getShape().getShape()));
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        try (NoGradScope ignored = NoGradScope.open()) {
            ByteBuffer all = array.toDevice(Device.cpu(), false).toByteBuffer(true);
            for (int begin = 0; begin < all.limit(); begin += PIECE_BYTES) {
                sink.accept(all.slice(begin, Math.min(PIECE_BYTES, all.limit() - begin)));
            }
        }
    }

    /** Whether any is not finite, the engine says; only then they are looked through for the first. */
    @Override
    public Optional<NonFinite> nonFinite() throws IOException {
        return isFinite() ? Optional.empty() : TensorSource.super.nonFinite();
    }

    private boolean isFinite() {
        if (array.isEmpty()) {
            return true;
        }
        try (NoGradScope ignored = NoGradScope.open()) {
            // Both are NaN where any value is.
            return Float.isFinite(array.min().getFloat())
                    && Float.isFinite(array.max().getFloat());
        }
    }
}
