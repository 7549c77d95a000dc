package dev.millrace.models.qwen.export;

import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A linear layer's weight with its adapter added: {@code W + scale · B A}, in float32, row by row.
 *
 * @param base W, (out, in), of any type of floats
 * @param down A, (r, in)
 * @param up B, (out, r)
 */
record MergedTensor(TensorSource base, Tensor down, Tensor up, double scale) implements TensorSource {

    @Override
    public TensorForm form() {
        return new TensorForm(TensorType.F32, base.form().shape());
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        int rows = Math.toIntExact(form().shape().dimension(0));
        int columns = Math.toIntExact(form().shape().dimension(1));
        int rank = Math.toIntExact(down.form().shape().dimension(0));
        float[] a = down.toFloats();
        float[] b = up.toFloats();
        float[] weights = Tensor.copyOf(base).toFloats();
        float[] added = new float[columns];
        ByteBuffer bytes = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            Arrays.fill(added, 0);
            for (int k = 0; k < rank; k++) {
                float factor = (float) (scale * b[row * rank + k]);
                for (int i = 0; i < columns; i++) {
                    added[i] += factor * a[k * columns + i];
                }
            }
            bytes.clear();
            for (int i = 0; i < columns; i++) {
                bytes.putFloat(weights[row * columns + i] + added[i]);
            }
            sink.accept(bytes.flip());
        }
    }
}
