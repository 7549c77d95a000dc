package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * vLLM's chat completions, with the ids of all tokens in the reply (since v0.10.2). The server writes the prompt, so it is
 * compared with ours. Given tokens cannot be scored.
 */
final class VllmChat implements SamplerDialect {

    @Override
    public String endpoint() {
        return "chat";
    }

    @Override
    public List<RawAnswer> sample(SamplerServer server, Ask ask)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        ObjectNode request = SamplingFields.object().put("model", ask.weights());
        ChatMessages.put(request, ask.prompt());
        SamplingFields.put(request, ask.settings());
        putOwn(request, ask.settings());
        request.put("n", ask.count())
                .put("seed", ask.seed())
                .put("max_completion_tokens", ask.settings().maxTokens())
                .put("logprobs", true)
                .put("top_logprobs", 0)
                .put("return_token_ids", true)
                .put("request_id", ask.id())
                .put("stream", false);
        JsonNode reply = server.post(ServerCall.CHAT, request, ask.within());
        requireModel(reply, ask);
        List<RawAnswer> answers = new ArrayList<>();
        for (JsonNode choice : ReplyReader.list(reply, "choices")) {
            if (!choice.path("token_ids").isArray()) {
                throw new RefusedReplyException(
                        RefusalCause.NO_TOKENS,
                        "the reply has no token_ids, which vLLM gives since v0.10.2: " + Quote.of(choice.toString()));
            }
            JsonNode logProbs = choice.path("logprobs").path("content");
            answers.add(new RawAnswer(
                    choice.path("index").asInt(answers.size()),
                    ReplyReader.ids(choice, "token_ids"),
                    ReplyReader.numbers(logProbs, "logprob"),
                    Optional.empty(),
                    choice.path("finish_reason").asText(""),
                    ReplyReader.idsIfGiven(reply, "prompt_token_ids"),
                    OptionalInt.empty(),
                    List.of()));
        }
        return answers;
    }

    /** What vLLM alone has a field for. */
    static void putOwn(ObjectNode request, SamplingSettings settings) {
        if (!settings.filters().badWords().isEmpty()) {
            settings.filters().badWords().forEach(request.putArray("bad_words")::add);
        }
    }

    /** A server says by what it has sampled. */
    static void requireModel(JsonNode reply, Ask ask) throws RefusedReplyException {
        JsonNode model = reply.path("model");
        if (model.isTextual() && !model.asText().equals(ask.weights())) {
            throw new RefusedReplyException(
                    RefusalCause.WEIGHTS,
                    "asked for " + ask.weights() + ", the server has sampled with " + Quote.of(model.asText()));
        }
    }

    @Override
    public boolean scores() {
        return false;
    }

    @Override
    public TokenValues score(
            SamplerServer server,
            ServedPrompt prompt,
            Tokens answer,
            String weights,
            boolean adapter,
            Duration within) {
        throw new IllegalStateException("chat completions do not score given tokens");
    }
}
