package dev.millrace.models.parameters;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.kernels.TensorKernels;
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
 * The values of a native array of float32 or bfloat16, read where they lie. Safe for all threads as long as nobody writes the
 * array.
 *
 * @param array stays its owner's
 */
public record ArraySource(NDArray array) implements TensorSource {

    /** Small enough to be in the processor's cache still when it is digested after it was copied. */
    private static final int PIECE_BYTES = 256 * 1024;

    @Override
    public TensorForm form() {
        return new TensorForm(
                TensorKernels.type(array), TensorShape.of(array.getShape().getShape()));
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray host = TensorKernels.onHost(scope.manager(), array);
            NativeParts parts = new NativeParts(host, TensorKernels.type(array));
            while (parts.hasNext()) {
                ByteBuffer part = parts.next();
                for (int begin = 0; begin < part.limit(); begin += PIECE_BYTES) {
                    sink.accept(part.slice(begin, Math.min(PIECE_BYTES, part.limit() - begin)));
                }
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
        try (NoGradScope scope = NoGradScope.open()) {
            // Both are NaN where any value is.
            return isFinite(scope, array.min()) && isFinite(scope, array.max());
        }
    }

    private static boolean isFinite(NoGradScope scope, NDArray value) {
        return Float.isFinite(
                TensorKernels.cast(scope.manager(), value, TensorType.F32).getFloat());
    }
}
