package dev.millrace.models.qwen.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.util.List;

/**
 * The form of a low-rank adapter (LoRA, Hu et al., arXiv 2106.09685), as peft writes it to {@code adapter_config.json}.
 *
 * @param rank r, at least 1
 * @param alpha α
 * @param rankStabilised whether the scale is {@code α/√r} instead of {@code α/r} (rsLoRA, arXiv 2312.03732)
 */
public record AdapterConfig(int rank, double alpha, boolean rankStabilised) {

    static final String FILE = "adapter_config.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Settings of peft that change what is computed, and that are not taken. */
    private static final List<String> REFUSED =
            List.of("modules_to_save", "rank_pattern", "alpha_pattern", "use_dora", "lora_bias", "layer_replication");

    /** @throws IllegalArgumentException naming what is out of range */
    public AdapterConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("r must be at least 1, not " + rank);
        }
        if (!(alpha > 0)) {
            throw new IllegalArgumentException("lora_alpha must be above 0, not " + alpha);
        }
    }

    /** By which the adapter's output is multiplied. */
    public double scale() {
        return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
    }

    /** @throws CheckpointException if the file is missing or malformed, or is of another kind of adapter */
    static AdapterConfig read(ModelSource folder) {
        String where = folder.describe(FILE);
        try {
            JsonNode root = JSON.readTree(folder.read(FILE));
            if (!root.path("peft_type").asText("LORA").equals("LORA")) {
                throw new CheckpointException(
                        where, "is of type " + root.path("peft_type") + "; only LORA is supported");
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
            return new AdapterConfig(
                    root.path("r").asInt(),
                    root.path("lora_alpha").asDouble(),
                    root.path("use_rslora").asBoolean());
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }
}
