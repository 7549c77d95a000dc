package dev.millrace.workers.engines.weights;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Versions that a server which stands in takes, and their files. */
public final class ToyVersions {

    /** The family of versions that belong to no policy. */
    private static final String FAMILY = "toy";

    private static final String LAYER = "model.language_model.layers.0.self_attn.q_proj";
    private static final AdapterForm FORM = new AdapterForm(1, 2, false, List.of("q_proj"), false);

    private ToyVersions() {}

    /** @param up the value of its B */
    static PolicyUpdate adapter(long version, float up) {
        return adapter(version, version, up);
    }

    static PolicyUpdate adapter(long version, long down, float up) {
        return adapter(FAMILY, version, down, up);
    }

    /** Of a family whose checkpoints have this architecture: {@code {}}. */
    public static PolicyUpdate adapter(String family, long version, long down, float up) {
        Map<String, Tensor> tensors = Map.of(
                LAYER + AdapterForm.DOWN, Tensor.ofFloats(TensorShape.of(1, 2), down, 1),
                LAYER + AdapterForm.UP, Tensor.ofFloats(TensorShape.of(2, 1), up, up));
        return PolicyUpdate.adapter(
                new PolicyVersion(version), family, "0".repeat(64), "{}", FORM, TensorEncoder.encode(tensors));
    }

    static PolicyUpdate full(long version) {
        Map<String, Tensor> tensors = Map.of("weight", Tensor.ofFloats(TensorShape.of(1), version));
        return PolicyUpdate.full(new PolicyVersion(version), FAMILY, "{}", TensorEncoder.encode(tensors));
    }

    /** As a family would write them. */
    public static Map<String, FileContents> files(PolicyUpdate update) {
        Map<String, Tensor> tensors = new HashMap<>();
        update.tensors()
                .read(
                        "test",
                        (name, values) -> tensors.put(
                                update.kind() == UpdateKind.ADAPTER ? "base_model.model." + name : name,
                                Tensor.copyOf(values)));
        Map<String, FileContents> files = new LinkedHashMap<>();
        String name = "model.safetensors";
        if (update.kind() == UpdateKind.ADAPTER) {
            AdapterForm form = update.adapter().orElseThrow();
            name = "adapter_model.safetensors";
            files.put(
                    "adapter_config.json",
                    FileContents.of(CheckpointJson.write(JsonNodeFactory.instance
                            .objectNode()
                            .put("r", form.rank())
                            .put("lora_alpha", form.alpha()))));
        }
        files.put(name, sink -> {
            try {
                SafetensorsWriter.write(tensors, Map.of(), sink);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return files;
    }
}
