package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.text.ChatForm;
import dev.millrace.models.qwen.text.ChatMessage;
import dev.millrace.models.qwen.text.QwenTokenizer;
import java.util.ArrayList;
import java.util.List;

/** Conversations of the vectors, as the forms of both architectures write them. */
final class Conversations {

    /** In the name of a conversation: images are announced by their numbers. */
    private static final String NUMBERED = "_add_vision_id";

    /** The one that does not end with the beginning of an answer. */
    private static final String CLOSED = "no_generation_prompt";

    private final VectorNode chats;

    /** @param texts the file that holds them */
    Conversations(VectorNode texts) {
        this.chats = texts.at("chats");
    }

    private VectorNode rendered(String family) {
        return chats.at("rendered").at(family);
    }

    /** Compares their texts. */
    void rendered(Results results) {
        for (String family : chats.at("rendered").keys()) {
            for (String chat : rendered(family).keys()) {
                String name = "chat " + chat + " of " + family;
                results.attempt(name, () -> {
                    String text = form(family, chat).text(messages(chat), !chat.equals(CLOSED));
                    results.equal(name, text, rendered(family).at(chat).at("text"));
                });
            }
        }
    }

    /** Compares the ids of an architecture's conversations. */
    void ids(String family, QwenTokenizer tokenizer, Results results) {
        for (String chat : rendered(family).keys()) {
            VectorNode wanted = rendered(family).at(chat).at("ids");
            if (wanted.exists()) {
                String name = "chat " + chat + " of " + family + ": ids";
                results.attempt(name, () -> {
                    var tokens = form(family, chat).tokens(tokenizer, messages(chat), !chat.equals(CLOSED));
                    results.equal(name, tokens.toArray(), wanted);
                });
            }
        }
    }

    private static ChatForm form(String family, String chat) {
        QwenGeneration generation = QwenGeneration.of(family)
                .orElseThrow(() -> new IllegalArgumentException(family + " is no architecture that is known"));
        return ChatForm.of(generation, chat.endsWith(NUMBERED));
    }

    private List<ChatMessage> messages(String chat) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message :
                chats.at("messages").at(chat.replace(NUMBERED, "")).value()) {
            String role = message.path("role").asText();
            JsonNode content = message.path("content");
            if (content.isTextual()) {
                messages.add(ChatMessage.of(role, content.asText()));
                continue;
            }
            List<ChatMessage.Part> parts = new ArrayList<>();
            for (JsonNode part : content) {
                parts.add(
                        part.path("type").asText().equals("image")
                                ? new ChatMessage.Image(1)
                                : new ChatMessage.Text(part.path("text").asText()));
            }
            messages.add(new ChatMessage(role, parts));
        }
        return messages;
    }
}
