package dev.millrace.workers.engines.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Loading and unloading adapters, in the words of a server. Stateless. */
record AdapterCalls(Dialect dialect) {

    private static final Duration LOADING = Duration.ofMinutes(2);
    private static final Duration LISTING = Duration.ofSeconds(10);

    /**
     * Loads a folder under a name.
     *
     * @return false if the server has one of this name already
     * @throws IOException if there is no answer now
     * @throws ReplyException if it refuses
     */
    boolean load(SamplerServer server, PreparedVersion version)
            throws IOException, ReplyException, InterruptedException {
        ObjectNode asked = JsonNodeFactory.instance
                .objectNode()
                .put("lora_name", version.name())
                .put("lora_path", version.place());
        try {
            change(server, ServerCall.LOAD_LORA_ADAPTER, ServerCall.SGLANG_LOAD_LORA_ADAPTER, asked);
            return true;
        } catch (ReplyException e) {
            if (held(server).contains(version.name())) {
                return false;
            }
            throw e;
        }
    }

    /** Unloads; errors as {@link #load}. */
    void unload(SamplerServer server, String name) throws IOException, ReplyException, InterruptedException {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("lora_name", name);
        change(server, ServerCall.UNLOAD_LORA_ADAPTER, ServerCall.SGLANG_UNLOAD_LORA_ADAPTER, asked);
    }

    /** The names that a server has; errors as {@link #load}. */
    Set<String> held(SamplerServer server) throws IOException, ReplyException, InterruptedException {
        Set<String> names = new HashSet<>();
        for (JsonNode model : server.get(ServerCall.MODELS, LISTING).path("data")) {
            names.add(model.path("id").asText());
        }
        return names;
    }

    private void change(SamplerServer server, ServerCall vllm, ServerCall sglang, ObjectNode asked)
            throws IOException, ReplyException, InterruptedException {
        if (dialect == Dialect.VLLM) {
            server.postForText(vllm, asked, LOADING);
            return;
        }
        Success.require(server, server.post(sglang, asked, LOADING));
    }
}
