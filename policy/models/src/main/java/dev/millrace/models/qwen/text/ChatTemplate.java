package dev.millrace.models.qwen.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The chat template of a checkpoint, in Jinja, where transformers looks for it.
 *
 * @param where it lies, for messages
 * @param text of it
 */
record ChatTemplate(String where, String text) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "chat_template.jinja";

    /**
     * That of a folder: {@code chat_template.jinja}, {@code chat_template.json} or {@code tokenizer_config.json}, the first of
     * them that has one.
     *
     * @throws CheckpointException if one of the files is malformed
     */
    static Optional<ChatTemplate> in(ModelSource checkpoint) {
        if (checkpoint.find(FILE).isPresent()) {
            return Optional.of(new ChatTemplate(
                    checkpoint.describe(FILE), new String(checkpoint.read(FILE), StandardCharsets.UTF_8)));
        }
        return within(checkpoint, "chat_template.json").or(() -> within(checkpoint, "tokenizer_config.json"));
    }

    private static Optional<ChatTemplate> within(ModelSource checkpoint, String file) {
        if (checkpoint.find(file).isEmpty()) {
            return Optional.empty();
        }
        String where = checkpoint.describe(file);
        try {
            JsonNode template = JSON.readTree(checkpoint.read(file)).path("chat_template");
            return template.isTextual() ? Optional.of(new ChatTemplate(where, template.asText())) : Optional.empty();
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        }
    }
}
