package dev.millrace.streams.scoring.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of OpenRLHF's remote reward models. A query is the prompt's text with the response behind it; no chat template
 * is around them, as it belongs to the policy.
 */
record OpenRlhfProtocol() implements HttpProtocol {

    @Override
    public String name() {
        return HttpProtocol.nameOf(HttpBody.OPENRLHF);
    }

    @Override
    public int most() {
        return Integer.MAX_VALUE;
    }

    @Override
    public JsonNode request(List<Sample> samples) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode queries = request.putArray("query");
        ArrayNode prompts = request.putArray("prompts");
        ArrayNode labels = request.putArray("labels");
        for (Sample sample : samples) {
            queries.add(sample.prompt().getText() + sample.text());
            prompts.add(sample.prompt().getText());
            labels.add(sample.prompt().getReference());
        }
        return request;
    }

    @Override
    public List<Verdict> verdicts(JsonNode reply, int samples) throws ReplyException {
        JsonNode rewards = HttpProtocol.list(reply, "rewards", samples);
        List<Verdict> verdicts = new ArrayList<>(samples);
        for (int i = 0; i < samples; i++) {
            verdicts.add(HttpProtocol.verdict(rewards.get(i), "rewards[" + i + "]", detail(reply, i, samples)));
        }
        return verdicts;
    }

    /** What else is said of one sample: its score, and its place in each list of {@code extra_logs}. */
    private static String detail(JsonNode reply, int index, int samples) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        put(detail, "score", reply.path("scores"), index, samples);
        reply.path("extra_logs").properties().forEach(log -> put(detail, log.getKey(), log.getValue(), index, samples));
        return detail.isEmpty() ? "" : detail.toString();
    }

    private static void put(ObjectNode detail, String key, JsonNode list, int index, int samples) {
        if (list.isArray() && list.size() == samples) {
            detail.set(key, list.get(index));
        }
    }
}
