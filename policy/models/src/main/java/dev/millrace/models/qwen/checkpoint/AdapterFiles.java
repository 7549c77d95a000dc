package dev.millrace.models.qwen.checkpoint;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StoredTensors;
import dev.millrace.policy.safetensors.SafetensorsStream;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A low-rank adapter, in the form of peft: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}. Our names of its parameters are peft's without {@code base_model.model.}.
 *
 * @param form its form
 * @param specs its parameters
 * @param arrays their values, which the caller closes
 */
public record AdapterFiles(AdapterForm form, List<ParameterSpec> specs, ParameterArrays arrays) {

    private static final String FILE = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";

    /** Whether a folder holds an adapter. */
    public static boolean areIn(ModelSource folder) {
        return folder.has(AdapterConfigFile.NAME);
    }

    /**
     * Reads an adapter for a model. Every tensor of it must belong to a layer of the model, or it would be left out in silence.
     *
     * @throws CheckpointException naming the file or the tensor that does not fit
     * @throws dev.millrace.models.parameters.WeightsException naming the tensor that is of another shape
     */
    public static AdapterFiles read(ModelSource folder, QwenConfig model) {
        String where = folder.describe(FILE);
        try (InputStream in = folder.open(FILE)) {
            Map<String, TensorForm> forms = ours(SafetensorsStream.forms(in, folder.length(FILE), where), where);
            AdapterForm form = AdapterConfigFile.read(folder, forms.keySet());
            List<ParameterSpec> specs = AdapterLayout.of(model, form.rank(), forms.keySet());
            return new AdapterFiles(form, specs, ParameterArrays.load(specs, sink -> {
                sink.layout(forms);
                try (InputStream again = folder.open(FILE)) {
                    SafetensorsStream.read(again, folder.length(FILE), where, renaming(sink));
                }
            }));
        } catch (IOException e) {
            throw new CheckpointException(where, "cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException | WeightsException e) {
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * An adapter as it lies in its files.
     *
     * @param tensors by our names, each read when it is asked for
     */
    public record Stored(AdapterForm form, Map<String, TensorSource> tensors) {

        /** The two matrices beside a layer. */
        public record Pair(TensorSource down, TensorSource up) {}

        /** Those beside the layer of this weight, where it has any. */
        public Optional<Pair> beside(String weight) {
            String module = weight.substring(0, Math.max(0, weight.length() - ".weight".length()));
            TensorSource down = tensors.get(module + AdapterLayout.DOWN);
            TensorSource up = tensors.get(module + AdapterLayout.UP);
            return down == null || up == null ? Optional.empty() : Optional.of(new Pair(down, up));
        }
    }

    /** The same without loading it; errors as {@link #read}. */
    public static Stored stored(ModelSource folder, QwenConfig model) {
        Map<String, TensorSource> tensors = new TreeMap<>();
        StoredTensors.of(folder, FILE).forEach((name, values) -> tensors.put(ours(name), values));
        AdapterForm form = AdapterConfigFile.read(folder, tensors.keySet());
        try {
            for (ParameterSpec spec : AdapterLayout.of(model, form.rank(), tensors.keySet())) {
                TensorSource found = tensors.get(spec.name());
                if (found == null) {
                    throw new IllegalArgumentException("lacks '" + spec.name() + "'");
                }
                if (!found.form().shape().equals(spec.shape())) {
                    throw new IllegalArgumentException("'" + spec.name() + "' has shape "
                            + found.form().shape() + ", but " + spec.shape() + " is needed");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(folder.describe(FILE), String.valueOf(e.getMessage()), e);
        }
        return new Stored(form, tensors);
    }

    private static TensorSink renaming(TensorSink sink) {
        return new TensorSink() {
            @Override
            public void tensor(String name, TensorSource values) throws IOException {
                sink.tensor(ours(name), values);
            }
        };
    }

    private static String ours(String name) {
        return TensorNames.ours(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
    }

    private static Map<String, TensorForm> ours(Map<String, TensorForm> forms, String where) {
        Map<String, TensorForm> renamed = new HashMap<>();
        forms.forEach((name, form) -> {
            if (renamed.put(ours(name), form) != null) {
                throw new CheckpointException(where, "holds tensor '" + ours(name) + "' twice");
            }
        });
        return renamed;
    }

    /** Both files as peft reads them, of an adapter that is on its way; it is verified while they are written. */
    public static Map<String, FileContents> contents(AdapterForm form, PolicyUpdate update, String base) {
        Map<String, FileContents> files = new LinkedHashMap<>();
        files.put(AdapterConfigFile.NAME, FileContents.of(AdapterConfigFile.write(form, base)));
        files.put(FILE, new RenamedUpdate(update, PREFIX::concat));
        return files;
    }

    /**
     * Both files as peft reads them.
     *
     * @param tensors the parameters by our names
     * @param base what the base is called, such as its folder
     */
    public static Map<String, FileContents> contents(
            AdapterForm form, Map<String, ? extends TensorSource> tensors, String base) {
        Map<String, TensorSource> theirs = new TreeMap<>();
        tensors.forEach((name, values) -> theirs.put(PREFIX + name, values));
        Map<String, FileContents> files = new LinkedHashMap<>();
        files.put(AdapterConfigFile.NAME, FileContents.of(AdapterConfigFile.write(form, base)));
        files.put(FILE, sink -> SafetensorsWriter.write(theirs, Map.of("format", "pt"), sink));
        return files;
    }
}
