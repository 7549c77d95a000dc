package dev.millrace.models.qwen.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.util.List;

/** {@code config.json} of a checkpoint, saying what its weights are now. Stateless. */
final class PublishedConfig {

    private static final String NAME = "config.json";
    private static final String TYPE = "dtype";
    private static final String FORMER_TYPE = "torch_dtype";
    private static final String CLASSES = "architectures";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PublishedConfig() {}

    static byte[] of(ModelSource checkpoint, QwenModel model, TensorType type) {
        String word = type == TensorType.BF16 ? "bfloat16" : "float32";
        ObjectNode root = root(checkpoint);
        for (JsonNode part : List.of(root, root.path("text_config"), root.path("vision_config"))) {
            for (String key : List.of(TYPE, FORMER_TYPE)) {
                if (part instanceof ObjectNode object && object.has(key)) {
                    object.put(key, word);
                }
            }
        }
        if (!root.has(TYPE) && !root.has(FORMER_TYPE)) {
            root.put(FORMER_TYPE, word);
        }
        // Where a file has no output layer, transformers would make one of noise unless this says that it is tied.
        root.put("tie_word_embeddings", model.tied());
        if (!root.has(CLASSES)) {
            root.putArray(CLASSES).add(model.config().generation().className());
        }
        return CheckpointJson.write(root);
    }

    private static ObjectNode root(ModelSource checkpoint) {
        try {
            if (JSON.readTree(checkpoint.read(NAME)) instanceof ObjectNode root) {
                return root;
            }
            throw new CheckpointException(checkpoint.describe(NAME), "is no JSON object");
        } catch (IOException e) {
            throw CheckpointException.noJson(checkpoint.describe(NAME), e);
        }
    }
}
