package dev.millrace.workers.engines.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.Canary;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Scores a few bytes at a server that stands in. */
record ToyCanary(Dialect dialect) implements Canary {

    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int[] TOKENS = {72, 101, 108, 108, 111, 32, 121, 111, 117};

    @Override
    public List<TokenValues> score(SamplerServer server, String name, boolean adapter)
            throws IOException, ReplyException, InterruptedException {
        return List.of(dialect == Dialect.VLLM ? vllm(server, name) : sglang(server, name, adapter));
    }

    private static TokenValues vllm(SamplerServer server, String name)
            throws IOException, ReplyException, InterruptedException {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("model", name);
        for (int token : TOKENS) {
            asked.withArray("token_ids").add(token);
        }
        asked.putObject("sampling_params").put("max_tokens", 1).put("prompt_logprobs", 0);
        JsonNode scored = server.post(ServerCall.GENERATE_TOKENS, asked, WITHIN).path("prompt_logprobs");
        float[] values = new float[TOKENS.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) scored.path(i + 1)
                    .path(Integer.toString(TOKENS[i + 1]))
                    .path("logprob")
                    .asDouble(Double.NaN);
        }
        return TokenValues.of(values);
    }

    private static TokenValues sglang(SamplerServer server, String name, boolean adapter)
            throws IOException, ReplyException, InterruptedException {
        ObjectNode asked = JsonNodeFactory.instance
                .objectNode()
                .put("return_logprob", true)
                .put("logprob_start_len", 0);
        for (int token : TOKENS) {
            asked.withArray("input_ids").add(token);
        }
        if (adapter) {
            asked.put("lora_path", name);
        }
        asked.putObject("sampling_params").put("max_new_tokens", 0);
        JsonNode scored = server.post(ServerCall.GENERATE, asked, WITHIN)
                .path("meta_info")
                .path("input_token_logprobs");
        float[] values = new float[TOKENS.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) scored.path(i + 1).path(0).asDouble(Double.NaN);
        }
        return TokenValues.of(values);
    }
}
