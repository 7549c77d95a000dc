package dev.millrace.memory;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A policy of about 70 MB a layer whose values are made while they are written, so that whoever writes it needs no heap for it. */
final class LargePolicy {

    private LargePolicy() {}

    static void write(Path folder, int layers) {
        PolicyConfig config = PolicyConfig.answering(layers, 1024, 8, 4096, 16, 8, 3, 256, 12, 12, false);
        Map<String, TensorSource> tensors = new TreeMap<>();
        for (ParameterSpec spec : ParameterLayout.of(config)) {
            tensors.put(spec.name(), new Ramp(new TensorForm(TensorType.F32, spec.shape())));
        }
        new SavedModel(config, tensors).write(folder);
    }

    private record Ramp(TensorForm form) implements TensorSource {

        private static final int VALUES = 1 << 16;

        @Override
        public void writeTo(ByteSink sink) throws IOException {
            ByteBuffer piece = ByteBuffer.allocate(VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long begin = 0; begin < form.shape().elements(); begin += VALUES) {
                piece.clear();
                for (long i = begin; i < Math.min(begin + VALUES, form.shape().elements()); i++) {
                    piece.putFloat((i % 1013 - 506) * 1e-4f);
                }
                sink.accept(piece.flip());
            }
        }
    }
}
