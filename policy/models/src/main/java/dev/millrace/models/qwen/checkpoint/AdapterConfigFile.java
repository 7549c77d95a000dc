package dev.millrace.models.qwen.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.weights.AdapterForm;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** {@code adapter_config.json} as peft has it. Stateless. */
final class AdapterConfigFile {

    static final String NAME = "adapter_config.json";

    private static final String BASE = "base_model_name_or_path";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Settings of peft that change what is computed, and that are not taken. */
    private static final List<String> REFUSED =
            List.of("modules_to_save", "rank_pattern", "alpha_pattern", "use_dora", "lora_bias", "layer_replication");

    /** The linear layers of both towers: a shorter expression would name a block or a list of them, or the patches' convolution. */
    private static final String TOWER =
            ".*visual\\.(blocks\\.\\d+\\.(attn\\.(qkv|proj)|mlp\\.(gate_proj|up_proj|down_proj|linear_fc[12]))"
                    + "|merger\\.(mlp\\.[02]|linear_fc[12])|deepstack_merger_list\\.\\d+\\.linear_fc[12])";

    private AdapterConfigFile() {}

    /**
     * The form of an adapter that has these parameters, by our names. What the file says of its targets is not read, as it may be an
     * expression.
     *
     * @throws CheckpointException if the file is missing or malformed, or is of another kind of adapter
     */
    static AdapterForm read(ModelSource folder, Collection<String> parameters) {
        String where = folder.describe(NAME);
        JsonNode root = root(folder);
        if (!root.path("peft_type").asText("LORA").equals("LORA")) {
            throw new CheckpointException(where, "is of type " + root.path("peft_type") + "; only LORA is supported");
        }
        for (String key : REFUSED) {
            JsonNode value = root.path(key);
            boolean isOff = value.isMissingNode()
                    || value.isNull()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isBoolean() && !value.booleanValue();
            if (!isOff) {
                throw new CheckpointException(where, key + " is " + value + ", which is not supported");
            }
        }
        try {
            return new AdapterForm(
                    root.path("r").asInt(),
                    root.path("lora_alpha").asDouble(),
                    root.path("use_rslora").asBoolean(),
                    AdapterLayout.targets(parameters),
                    AdapterLayout.tower(parameters));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }

    /** What the file calls the base of its adapter; empty text for nothing. */
    static String base(ModelSource folder) {
        return root(folder).path(BASE).asText("");
    }

    private static JsonNode root(ModelSource folder) {
        try {
            return JSON.readTree(folder.read(NAME));
        } catch (IOException e) {
            throw CheckpointException.noJson(folder.describe(NAME), e);
        }
    }

    /**
     * The file's bytes. The targets stand as an expression: a list of names would also name layers of the vision tower.
     *
     * @param base what the base is called, such as its folder
     */
    static byte[] write(AdapterForm form, String base) {
        ObjectNode root = JSON.createObjectNode()
                .put("peft_type", "LORA")
                .put("task_type", "CAUSAL_LM")
                .put(BASE, base)
                .put("r", form.rank())
                .put("lora_alpha", form.alpha())
                .put("lora_dropout", 0.0)
                .put("use_rslora", form.rankStabilized())
                .put("bias", "none")
                .put("fan_in_fan_out", false)
                .put("inference_mode", true)
                .put("target_modules", targets(form));
        root.putNull("modules_to_save");
        return CheckpointJson.write(root);
    }

    private static String targets(AdapterForm form) {
        String language = ".*language_model.*\\.(" + String.join("|", form.targets()) + ")";
        return form.tower() ? language + "|" + TOWER : language;
    }
}
