package dev.millrace.streams.scoring.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import java.util.List;

/** The form of slime's remote reward models: one sample a request, and a number alone for a reply. */
record SlimeProtocol() implements HttpProtocol {

    @Override
    public String name() {
        return HttpProtocol.nameOf(HttpBody.SLIME);
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public JsonNode request(List<Sample> samples) {
        Sample sample = samples.get(0);
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt", sample.prompt().getText())
                .put("response", sample.text())
                .put("label", sample.prompt().getReference());
    }

    @Override
    public List<Verdict> verdicts(JsonNode reply, int samples) {
        return List.of(HttpProtocol.verdict(reply, "the reply", ""));
    }
}
