package dev.millrace.models.qwen.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The chat template of a checkpoint, in Jinja, where transformers looks for it.
 *
 * @param file it lies in
 * @param sha256 of its text, without blanks around it
 */
public record ChatTemplate(String file, String sha256) {

    /** Of the templates that Qwen2.5-VL and Qwen3-VL come with, both of which {@link ChatForm} renders. */
    private static final Set<String> KNOWN = Set.of(
            "a0bc6f6fc7a29a80017a433e8f03a1cc1236e838a944a2d034295a60c4f2fddb",
            "9d879ef91075acbfb2df7e441fd79d60bacfca989cf6d511d2af45c681e94f10");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TEXT = "chat_template.jinja";

    /**
     * That of a folder: {@code chat_template.jinja}, {@code chat_template.json} or {@code tokenizer_config.json}, the first of
     * them that has one.
     *
     * @throws CheckpointException if one of the files is malformed
     */
    public static Optional<ChatTemplate> in(ModelSource checkpoint) {
        if (checkpoint.find(TEXT).isPresent()) {
            return Optional.of(of(TEXT, new String(checkpoint.read(TEXT), StandardCharsets.UTF_8)));
        }
        return within(checkpoint, "chat_template.json").or(() -> within(checkpoint, "tokenizer_config.json"));
    }

    private static Optional<ChatTemplate> within(ModelSource checkpoint, String file) {
        if (checkpoint.find(file).isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode template = JSON.readTree(checkpoint.read(file)).path("chat_template");
            return template.isTextual() ? Optional.of(of(file, template.asText())) : Optional.empty();
        } catch (IOException e) {
            throw new CheckpointException(checkpoint.describe(file), "is no JSON: " + e.getMessage(), e);
        }
    }

    private static ChatTemplate of(String file, String text) {
        return new ChatTemplate(file, Sha256.of(text.strip().getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether it is one that the architectures come with. */
    public boolean isKnown() {
        return KNOWN.contains(sha256);
    }
}
