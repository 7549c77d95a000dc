package dev.millrace.models.qwen.export;

import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floats in another type, piece by piece, each rounded to nearest. */
record ConvertedTensor(TensorSource values, TensorType type) implements TensorSource {

    /** The values themselves where they have the type already. */
    static TensorSource of(TensorSource values, TensorType type) {
        return values.form().type() == type ? values : new ConvertedTensor(values, type);
    }

    @Override
    public TensorForm form() {
        return new TensorForm(type, values.form().shape());
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        TensorType from = values.form().type();
        values.writeTo(piece -> {
            ByteBuffer read = piece.slice().order(ByteOrder.LITTLE_ENDIAN);
            int count = read.limit() / from.bytes();
            ByteBuffer written = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                type.putFloat(written, from.floatAt(read, i));
            }
            sink.accept(written.flip());
        });
    }
}
