package dev.millrace.models.qwen.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chat form of a checkpoint: what {@code chat_form.json} in its folder says, and of what it leaves out that of its
 * architecture; without that file the form of its template in Jinja, and without a template that of its architecture.
 *
 * <p>All keys may be left out: {@code system} (what the system says unasked), {@code messages} (an object by role, each with
 * {@code {text}} and, if wanted, {@code {role}}), {@code image} (with {@code {image}}), {@code answer}.
 */
public final class ChatForms {

    /** The file that says how conversations are written. */
    public static final String FILE = "chat_form.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> KEYS = Set.of("system", "messages", "image", "answer");
    private static final List<String> ROLES = List.of("system", "user", "assistant");

    private ChatForms() {}

    /** @throws CheckpointException naming what is wrong in {@value #FILE}, or a template that no form equals */
    public static ChatForm of(ModelSource checkpoint, QwenGeneration generation) {
        ChatForm own = ChatForm.of(generation, false);
        if (checkpoint.find(FILE).isPresent()) {
            return read(checkpoint, own);
        }
        return ChatTemplate.in(checkpoint).map(TemplateForm::of).orElse(own);
    }

    /**
     * Where the form of a checkpoint comes from, in words.
     *
     * @throws CheckpointException as {@link #of}
     */
    public static String origin(ModelSource checkpoint, QwenGeneration generation) {
        ChatForm form = of(checkpoint, generation);
        Optional<String> file = checkpoint.find(FILE).isPresent()
                ? Optional.of(checkpoint.describe(FILE))
                : ChatTemplate.in(checkpoint).map(ChatTemplate::where);
        boolean same = form.digest().equals(ChatForm.of(generation, false).digest());
        return file.map(where -> "the form of " + where + (same ? ", which is that of " + generation.modelType() : ""))
                .orElse("the form of " + generation.modelType());
    }

    private static ChatForm read(ModelSource checkpoint, ChatForm own) {
        String where = checkpoint.describe(FILE);
        JsonNode root;
        try {
            root = JSON.readTree(checkpoint.read(FILE));
        } catch (IOException e) {
            throw new CheckpointException(where, "is no JSON: " + e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw new CheckpointException(where, "must be an object with the keys " + sorted(KEYS));
        }
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new CheckpointException(where, "has the unknown key '" + key + "'; there are " + sorted(KEYS));
            }
        });
        return new ChatForm(
                text(where, root, "system", own.ownSystem()),
                messages(where, root.path("messages")),
                holding(where, "image", ChatForm.PLACES, text(where, root, "image", own.image())),
                text(where, root, "answer", own.answer()),
                false);
    }

    private static Map<String, String> messages(String where, JsonNode node) {
        Map<String, String> messages = new HashMap<>();
        if (!node.isMissingNode() && !node.isObject()) {
            throw new CheckpointException(where, "messages must be an object with a text for each of " + ROLES);
        }
        node.fieldNames().forEachRemaining(role -> {
            if (!ROLES.contains(role)) {
                throw new CheckpointException(
                        where, "messages has the unknown role '" + role + "'; there are " + ROLES);
            }
            messages.put(role, holding(where, "messages." + role, ChatForm.TEXT, text(where, node, role, "")));
        });
        return messages;
    }

    private static String text(String where, JsonNode node, String key, String otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw new CheckpointException(where, key + " must be a text, not " + value);
        }
        return value.asText();
    }

    private static String holding(String where, String key, String mark, String form) {
        int at = form.indexOf(mark);
        if (at < 0 || form.indexOf(mark, at + 1) >= 0) {
            throw new CheckpointException(where, key + " must hold " + mark + " once, but is '" + form + "'");
        }
        return form;
    }

    private static List<String> sorted(Set<String> keys) {
        return keys.stream().sorted().toList();
    }
}
