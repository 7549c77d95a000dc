package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.PromptWords;
import java.util.List;

/** The conversation of a prompt, for servers that write it themselves. */
final class ChatMessages {

    private ChatMessages() {}

    /** @throws RefusedReplyException if the words of the prompt are not known */
    static void put(ObjectNode into, ServedPrompt prompt) throws RefusedReplyException {
        PromptWords words = prompt.input()
                .words()
                .orElseThrow(() -> new RefusedReplyException(
                        RefusalCause.PROMPT_TOKENS,
                        "of this prompt only tokens are known, and this server is asked in words; nothing was sent"));
        ArrayNode messages = into.putArray("messages");
        words.system()
                .ifPresent(said -> messages.addObject().put("role", "system").put("content", said));
        ArrayNode content = messages.addObject().put("role", "user").putArray("content");
        String[] texts = words.text().split(PromptWords.IMAGE_MARK, -1);
        List<String> images = prompt.dataUris();
        for (int i = 0; i < texts.length; i++) {
            if (i > 0) {
                content.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", images.get(i - 1));
            }
            if (!texts[i].isEmpty()) {
                content.addObject().put("type", "text").put("text", texts[i]);
            }
        }
        into.put("add_generation_prompt", true);
    }
}
