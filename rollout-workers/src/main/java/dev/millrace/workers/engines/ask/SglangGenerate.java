package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * SGLang's own {@code /generate}. It takes tokens with one place for each image, and says how long the prompt was with all of
 * them. One request is one answer, since all samples of one request would have one seed.
 */
final class SglangGenerate implements SamplerDialect {

    private static final Duration TO_GIVE_UP = Duration.ofSeconds(2);

    @Override
    public String endpoint() {
        return "generate";
    }

    @Override
    public List<RawAnswer> sample(SamplerServer server, Ask ask)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        ObjectNode request = request(ask.prompt(), ask.prompt().unexpanded(), ask.weights(), ask.adapter());
        ObjectNode sampling = request.putObject("sampling_params");
        SamplingFields.put(sampling, ask.settings());
        sampling.put("n", 1)
                .put("sampling_seed", ask.seed())
                .put("max_new_tokens", ask.settings().maxTokens())
                .put("no_stop_trim", true);
        request.put("rid", ask.id())
                .put("return_logprob", true)
                .put("logprob_start_len", -1)
                .put("return_prompt_token_ids", true)
                .put("stream", false);
        JsonNode reply = server.post(ServerCall.GENERATE, request, ask.within());
        JsonNode meta = reply.path("meta_info");
        JsonNode pairs = meta.path("output_token_logprobs");
        List<Optional<Double>> logProbs = new ArrayList<>();
        int[] of = new int[pairs.size()];
        for (int i = 0; i < of.length; i++) {
            logProbs.add(ReplyReader.number(pairs.path(i).path(0)));
            of[i] = id(pairs.path(i).path(1));
        }
        return List.of(new RawAnswer(
                0,
                ReplyReader.ids(reply, "output_ids"),
                logProbs,
                Optional.of(Tokens.of(of)),
                meta.path("finish_reason").path("type").asText(""),
                ReplyReader.idsIfGiven(meta, "prompt_token_ids"),
                meta.path("prompt_tokens").isInt()
                        ? OptionalInt.of(meta.path("prompt_tokens").intValue())
                        : OptionalInt.empty(),
                spans(meta, of.length)));
    }

    /** What is no whole number is no id of ours. */
    private static int id(JsonNode value) {
        return value.isIntegralNumber() ? value.asInt(-1) : -1;
    }

    private static List<WeightSpan> spans(JsonNode meta, int length) {
        List<WeightSpan> spans = new ArrayList<>();
        for (JsonNode span : meta.path("weight_versions")) {
            spans.add(new WeightSpan(
                    span.path("version").asText(),
                    span.path("start").asInt(-1),
                    span.path("end").asInt(-1)));
        }
        if (spans.isEmpty() && meta.path("weight_version").isTextual()) {
            // Older servers say the version at the end alone.
            spans.add(new WeightSpan(meta.path("weight_version").asText(), -1, length));
        }
        return spans;
    }

    private static ObjectNode request(ServedPrompt prompt, Tokens tokens, String weights, boolean adapter) {
        ObjectNode request = SamplingFields.object();
        SamplingFields.put(request, "input_ids", tokens);
        if (!prompt.dataUris().isEmpty()) {
            prompt.dataUris().forEach(request.putArray("image_data")::add);
        }
        if (adapter) {
            request.put("lora_path", weights);
        }
        return request;
    }

    @Override
    public boolean scores() {
        return true;
    }

    @Override
    public TokenValues score(
            SamplerServer server, ServedPrompt prompt, Tokens answer, String weights, boolean adapter, Duration within)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        ObjectNode request = request(prompt, PromptCheck.together(prompt.unexpanded(), answer), weights, adapter);
        // One token earlier than the answer: of the first in the list servers give no value.
        int from = prompt.input().length() - 1;
        request.putObject("sampling_params").put("temperature", 1.0).put("max_new_tokens", 0);
        request.put("return_logprob", true).put("logprob_start_len", from).put("stream", false);
        JsonNode reply = server.post(ServerCall.GENERATE, request, within);
        JsonNode scores = ReplyReader.list(reply.path("meta_info"), "input_token_logprobs");
        int begin = scores.size() - answer.length();
        float[] values = new float[answer.length()];
        for (int i = 0; i < values.length; i++) {
            JsonNode entry = scores.path(begin + i);
            if (id(entry.path(1)) != answer.at(i)) {
                throw new RefusedReplyException(
                        RefusalCause.LOG_PROB_TOKENS,
                        "asked to score token " + answer.at(i) + " at " + i + ", the server scores "
                                + Quote.of(entry.toString()));
            }
            values[i] = LogProbs.checked(ReplyReader.number(entry.path(0)), i);
        }
        return TokenValues.of(values);
    }

    @Override
    public void giveUp(SamplerServer server, String id) throws InterruptedException {
        try {
            String unused = server.postForText(
                    ServerCall.ABORT_REQUEST, SamplingFields.object().put("rid", id), TO_GIVE_UP);
        } catch (IOException | ReplyException e) {
            // It has ended, or will by itself.
        }
    }
}
