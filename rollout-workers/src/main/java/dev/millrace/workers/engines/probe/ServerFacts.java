package dev.millrace.workers.engines.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server says of itself.
 *
 * @param version empty where it does not say it
 * @param maxLength tokens of prompt and answer together; 0 where it does not say it
 */
record ServerFacts(String version, int maxLength) {

    private static final Duration WITHIN = Duration.ofSeconds(20);

    /** @throws ProbeException if it serves another model */
    static ServerFacts of(SamplerServer server, Dialect dialect, String model)
            throws IOException, ReplyException, InterruptedException {
        return dialect == Dialect.VLLM ? vllm(server, model) : sglang(server);
    }

    private static ServerFacts vllm(SamplerServer server, String model)
            throws IOException, ReplyException, InterruptedException {
        List<String> there = new ArrayList<>();
        for (JsonNode entry : server.get(ServerCall.MODELS, WITHIN).path("data")) {
            there.add(entry.path("id").asText());
            if (entry.path("id").asText().equals(model)) {
                String version = optional(server, ServerCall.VERSION, "version");
                return new ServerFacts(version, entry.path("max_model_len").asInt(0));
            }
        }
        throw new ProbeException(server.address() + " serves " + Quote.of(there.toString()) + ", not " + model
                + "; worker.engine.config.model must be its --served-model-name");
    }

    private static ServerFacts sglang(SamplerServer server) throws IOException, ReplyException, InterruptedException {
        JsonNode info = server.get(ServerCall.MODEL_INFO, WITHIN);
        if (!info.path("is_generation").asBoolean(true)) {
            throw new ProbeException(server.address() + " does not generate: " + Quote.of(info.toString()));
        }
        return new ServerFacts(optional(server, ServerCall.SERVER_INFO, "version"), 0);
    }

    /** Some servers, and proxies in front of them, do not say it. */
    private static String optional(SamplerServer server, ServerCall call, String key)
            throws IOException, InterruptedException {
        try {
            return server.get(call, WITHIN).path(key).asText("");
        } catch (ReplyException e) {
            return "";
        }
    }
}
