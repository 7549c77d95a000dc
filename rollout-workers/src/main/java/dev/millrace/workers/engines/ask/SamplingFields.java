package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;

/**
 * Sampling parameters in words that both servers share. Every one is sent: what is left out a server takes from the checkpoint's
 * {@code generation_config.json}.
 */
final class SamplingFields {

    /** Both servers take this for all tokens; 0 is taken so by later ones only. */
    private static final int ALL_TOKENS = -1;

    private SamplingFields() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void put(ObjectNode into, SamplingSettings settings) {
        int topK = settings.filters().topK();
        into.put("temperature", settings.temperature())
                .put("top_p", settings.filters().topP())
                .put("top_k", topK == 0 ? ALL_TOKENS : topK)
                .put("min_p", settings.filters().minP())
                .put("repetition_penalty", 1.0)
                .put("presence_penalty", 0.0)
                .put("frequency_penalty", 0.0)
                .put("ignore_eos", false)
                .put("skip_special_tokens", false);
        if (!settings.stop().isEmpty()) {
            settings.stop().forEach(into.putArray("stop")::add);
        }
    }

    static void put(ObjectNode into, String key, Tokens tokens) {
        ArrayNode ids = into.putArray(key);
        for (int i = 0; i < tokens.length(); i++) {
            ids.add(tokens.at(i));
        }
    }
}
