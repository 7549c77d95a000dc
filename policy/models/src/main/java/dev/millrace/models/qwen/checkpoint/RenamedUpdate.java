package dev.millrace.models.qwen.checkpoint;

import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The tensors of an update as a file of safetensors, under other names. They pass through in their order, so that an update of
 * any length takes little memory; that it is whole is known when it is written to its end.
 *
 * @param names what each tensor is called instead; keeps the order of names
 */
public record RenamedUpdate(PolicyUpdate update, UnaryOperator<String> names) implements FileContents {

    /** @throws dev.millrace.policy.weights.UpdateException if the update is damaged */
    @Override
    public void writeTo(ByteSink sink) throws IOException {
        try {
            update.tensors().read(update.name(), new Passing(sink));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private final class Passing implements TensorSink {

        private final ByteSink sink;

        Passing(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void layout(Map<String, TensorForm> forms) {
            SortedMap<String, TensorForm> renamed = new TreeMap<>();
            forms.forEach((name, form) -> renamed.put(names.apply(name), form));
            List<String> asTheyCome = forms.keySet().stream().map(names).toList();
            if (!asTheyCome.equals(List.copyOf(renamed.keySet()))) {
                throw new IllegalStateException("other names change the order of " + update.name());
            }
            try {
                SafetensorsWriter.writeHeader(renamed, Map.of("format", "pt"), sink);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void tensor(String name, TensorSource values) throws IOException {
            values.writeTo(sink);
        }
    }
}
