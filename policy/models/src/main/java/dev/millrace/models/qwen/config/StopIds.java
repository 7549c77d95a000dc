package dev.millrace.models.qwen.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ids that end a response, from {@code generation_config.json}, or else {@code config.json}. Nothing else of the former is
 * taken: the temperatures and penalties that checkpoints ship with are not those of training.
 */
public final class StopIds {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StopIds() {}

    /** @throws CheckpointException if neither file names any */
    public static Set<Integer> read(ModelSource checkpoint) {
        for (String file : new String[] {"generation_config.json", "config.json"}) {
            Optional<byte[]> bytes = checkpoint.find(file);
            if (bytes.isPresent()) {
                Set<Integer> ids = ids(bytes.get(), checkpoint.describe(file));
                if (!ids.isEmpty()) {
                    return ids;
                }
            }
        }
        throw new CheckpointException(
                checkpoint.describe("generation_config.json"),
                "nothing says which token ends a response (eos_token_id)");
    }

    private static Set<Integer> ids(byte[] json, String where) {
        try {
            JsonNode root = JSON.readTree(json);
            JsonNode said = root.has("eos_token_id")
                    ? root.path("eos_token_id")
                    : root.path("text_config").path("eos_token_id");
            Set<Integer> ids = new TreeSet<>();
            if (said.isIntegralNumber()) {
                ids.add(said.intValue());
            }
            said.forEach(id -> ids.add(id.intValue()));
            return ids;
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        }
    }
}
