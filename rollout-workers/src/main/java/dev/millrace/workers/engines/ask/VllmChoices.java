package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What both ways of vLLM share. Pure. */
final class VllmChoices {

    private VllmChoices() {}

    /** Fields that vLLM alone has. */
    static void put(ObjectNode request, SamplingSettings settings) {
        if (!settings.filters().badWords().isEmpty()) {
            settings.filters().badWords().forEach(request.putArray("bad_words")::add);
        }
    }

    /**
     * The answers of a reply.
     *
     * @param prompt as the server has written it, where it says that
     * @throws RefusedReplyException if the reply as a whole must not be used
     */
    static List<RawAnswer> read(JsonNode reply, Ask ask, Optional<Tokens> prompt) throws RefusedReplyException {
        requireModel(reply, ask);
        List<RawAnswer> answers = new ArrayList<>();
        for (JsonNode choice : ReplyReader.list(reply, "choices")) {
            if (!choice.path("token_ids").isArray()) {
                throw new RefusedReplyException(
                        RefusalCause.NO_TOKENS,
                        "the reply has no token_ids, which vLLM gives since v0.10.2: " + Quote.of(choice.toString()));
            }
            answers.add(new RawAnswer(
                    choice.path("index").asInt(answers.size()),
                    ReplyReader.ids(choice, "token_ids"),
                    ReplyReader.numbers(choice.path("logprobs").path("content"), "logprob"),
                    Optional.empty(),
                    choice.path("finish_reason").asText(""),
                    prompt,
                    OptionalInt.empty(),
                    List.of()));
        }
        return answers;
    }

    /** A server says by what it has sampled. */
    private static void requireModel(JsonNode reply, Ask ask) throws RefusedReplyException {
        JsonNode model = reply.path("model");
        if (model.isTextual() && !model.asText().equals(ask.weights())) {
            throw new RefusedReplyException(
                    RefusalCause.WEIGHTS,
                    "asked for " + ask.weights() + ", the server has sampled with " + Quote.of(model.asText()));
        }
    }
}
