package dev.millrace.models.qwen.checkpoint;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.SafetensorsStream;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A low-rank adapter of the language model's linear layers, in the form of peft: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}. Our names of its parameters are peft's without {@code base_model.model.}.
 *
 * @param config its form
 * @param specs its parameters
 * @param arrays their values, which the caller closes
 */
public record AdapterFiles(AdapterConfig config, List<ParameterSpec> specs, ParameterArrays arrays) {

    public static final String DOWN = ".lora_A.weight";
    public static final String UP = ".lora_B.weight";

    private static final String FILE = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";

    /**
     * Reads an adapter for a model. Every tensor of it must belong to a layer of the model, or it would be left out in silence.
     *
     * @throws CheckpointException naming the file or the tensor that does not fit
     * @throws dev.millrace.models.parameters.WeightsException naming the tensor that is of another shape
     */
    public static AdapterFiles read(ModelSource folder, QwenConfig model) {
        AdapterConfig config = AdapterConfig.read(folder);
        String where = folder.describe(FILE);
        try (InputStream in = folder.open(FILE)) {
            Map<String, TensorForm> forms = ours(SafetensorsStream.forms(in, folder.length(FILE), where), where);
            List<ParameterSpec> specs = specs(model, config, forms, where);
            return new AdapterFiles(config, specs, ParameterArrays.load(specs, sink -> {
                sink.layout(forms);
                try (InputStream again = folder.open(FILE)) {
                    SafetensorsStream.read(again, folder.length(FILE), where, renaming(sink));
                }
            }));
        } catch (IOException e) {
            throw new CheckpointException(where, "cannot be read: " + e.getMessage(), e);
        }
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

    /** Those of the layers that the file has an adapter for. */
    private static List<ParameterSpec> specs(
            QwenConfig model, AdapterConfig config, Map<String, TensorForm> forms, String where) {
        List<ParameterSpec> specs = new ArrayList<>();
        Map<String, TensorForm> left = new HashMap<>(forms);
        for (ParameterSpec linear : ParameterLayout.linearLayers(model)) {
            String module = module(linear);
            if (left.remove(module + DOWN) != null | left.remove(module + UP) != null) {
                specs.addAll(pair(linear, config.rank()));
            }
        }
        if (!left.isEmpty()) {
            throw new CheckpointException(
                    where,
                    "holds '" + left.keySet().iterator().next()
                            + "', which belongs to no linear layer of the language model, nor do "
                            + (left.size() - 1) + " others");
        }
        if (specs.isEmpty()) {
            throw new CheckpointException(where, "holds no adapter of any layer");
        }
        return specs;
    }

    /** A layer's name, as adapters know it. */
    public static String module(ParameterSpec linear) {
        return linear.name().substring(0, linear.name().length() - ".weight".length());
    }

    /** The two matrices beside a linear layer: A begins with noise, B with 0. */
    static List<ParameterSpec> pair(ParameterSpec linear, int rank) {
        long out = linear.shape().dimension(0);
        long in = linear.shape().dimension(1);
        double std = 1 / Math.sqrt(3.0 * in);
        return List.of(
                new ParameterSpec(module(linear) + DOWN, TensorShape.of(rank, in), 0, std, true),
                new ParameterSpec(module(linear) + UP, TensorShape.of(out, rank), 0, 0, true));
    }
}
