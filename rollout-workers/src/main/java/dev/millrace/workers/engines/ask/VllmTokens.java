package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * vLLM's token in, token out: {@code /v1/chat/completions/render} makes of images what the model takes, and our own tokens go
 * into {@code /inference/v1/generate}. What render writes is compared with our tokens and places before anything is sampled.
 */
final class VllmTokens implements SamplerDialect {

    @Override
    public String endpoint() {
        return "tokens";
    }

    @Override
    public List<RawAnswer> sample(SamplerServer server, Ask ask)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        Tokens prompt = ask.prompt().input().tokens();
        ObjectNode request = request(server, ask.prompt(), prompt, ask.weights(), ask.within());
        ObjectNode sampling = request.putObject("sampling_params");
        SamplingFields.put(sampling, ask.settings());
        VllmChoices.put(sampling, ask.settings());
        sampling.put("n", ask.count())
                .put("seed", ask.seed())
                .put("max_tokens", ask.settings().maxTokens())
                .put("logprobs", 0);
        request.put("request_id", ask.id()).put("stream", false);
        JsonNode reply = server.post(ServerCall.GENERATE_TOKENS, request, ask.within());
        return VllmChoices.read(reply, ask, Optional.empty());
    }

    private static ObjectNode request(
            SamplerServer server, ServedPrompt prompt, Tokens tokens, String weights, Duration within)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        ObjectNode request = SamplingFields.object().put("model", weights);
        SamplingFields.put(request, "token_ids", tokens);
        if (!prompt.dataUris().isEmpty()) {
            request.set("features", features(server, prompt, weights, within));
        }
        return request;
    }

    /** What the images of a prompt are to the model; the same for all requests of the prompt, and at all servers. */
    private static JsonNode features(SamplerServer server, ServedPrompt prompt, String weights, Duration within)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        JsonNode known = prompt.features();
        if (known != null) {
            return known;
        }
        ObjectNode request = SamplingFields.object().put("model", weights);
        ChatMessages.put(request, prompt);
        JsonNode rendered = server.post(ServerCall.RENDER, request, within);
        PromptCheck.requireSame(prompt.input().tokens(), ReplyReader.ids(rendered, "token_ids"));
        JsonNode features = rendered.path("features");
        JsonNode places = features.path("mm_placeholders").path("image");
        List<ImageRun> runs = prompt.input().runs();
        boolean same = places.isArray() && places.size() == runs.size();
        for (int i = 0; same && i < runs.size(); i++) {
            same = places.get(i).path("offset").asInt(-1) == runs.get(i).position()
                    && places.get(i).path("length").asInt(-1) == runs.get(i).length();
        }
        if (!same) {
            throw new RefusedReplyException(
                    RefusalCause.IMAGE_PLACES,
                    "the server places the images at " + Quote.of(places.toString()) + ", we at " + runs);
        }
        prompt.features(features);
        return features;
    }

    @Override
    public boolean scores() {
        return true;
    }

    @Override
    public TokenValues score(
            SamplerServer server, ServedPrompt prompt, Tokens answer, String weights, boolean adapter, Duration within)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        Tokens before = prompt.input().tokens();
        ObjectNode request = request(server, prompt, PromptCheck.together(before, answer), weights, within);
        request.putObject("sampling_params")
                .put("temperature", 1.0)
                .put("max_tokens", 1) // none is not allowed
                .put("prompt_logprobs", 0);
        request.put("stream", false);
        JsonNode reply = server.post(ServerCall.GENERATE_TOKENS, request, within);
        JsonNode scores = ReplyReader.list(reply, "prompt_logprobs");
        int begin = scores.size() - answer.length();
        if (begin != before.length()) {
            throw new RefusedReplyException(
                    RefusalCause.LOG_PROB_COUNT,
                    "asked to score " + before.length() + " + " + answer.length() + " tokens, the server scores "
                            + scores.size());
        }
        float[] values = new float[answer.length()];
        for (int i = 0; i < values.length; i++) {
            JsonNode entry = scores.get(begin + i).path(Integer.toString(answer.at(i)));
            values[i] = LogProbs.checked(ReplyReader.number(entry.path("logprob")), i);
        }
        return TokenValues.of(values);
    }
}
