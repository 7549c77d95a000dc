package dev.millrace.streams.scoring.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our own form, as {@code docs/scorers.md} describes it.
 *
 * @param scorer the scorer's name
 * @param source gives the bytes of images
 * @param images whether they are sent
 */
record MillraceProtocol(String scorer, ReferencedImages source, boolean images) implements HttpProtocol {

    private static final ObjectReader JSON = JsonMapper.builder().build().reader();
    private static final String SCORE = "score";
    private static final String ABSTAIN = "abstain";
    private static final String FAIL = "fail";

    @Override
    public String name() {
        return HttpProtocol.nameOf(HttpBody.MILLRACE);
    }

    @Override
    public int most() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<String> hindrance(Sample sample) {
        if (images) {
            try {
                sample.prompt().getImages().forEach(source::get);
                sample.image().ifPresent(source::get);
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    @Override
    public JsonNode request(List<Sample> samples) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("scorer", scorer);
        ArrayNode list = request.putArray("samples");
        samples.forEach(sample -> list.add(sample(sample)));
        return request;
    }

    private ObjectNode sample(Sample sample) {
        Prompt prompt = sample.prompt();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("run_id", prompt.getRunId())
                .put("group_id", sample.id().group().value())
                .put("index", sample.id().index())
                .put("prompt_id", prompt.getPromptId())
                .put("task", prompt.getTask().name().toLowerCase(Locale.ROOT))
                .put("system", prompt.getSystem())
                .put("prompt", prompt.getText())
                .put("reference", prompt.getReference())
                .put("rules", prompt.getRules())
                .put("category", prompt.getCategory())
                .put("response", sample.text());
        ObjectNode columns = node.putObject("columns");
        new TreeMap<>(prompt.getColumns()).forEach((name, json) -> columns.set(name, column(json)));
        ArrayNode list = node.putArray("images");
        prompt.getImages().forEach(image -> list.add(image(image)));
        sample.image().ifPresent(image -> node.set("drawn", image(image)));
        return node;
    }

    /** A column of the data set, which travels as JSON. */
    private static JsonNode column(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(json); // somebody else published it, and it is what it is
        }
    }

    private ObjectNode image(ImageRef reference) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("sha256", reference.getSha256())
                .put("media_type", reference.getMediaType());
        if (images) {
            EncodedImage image = source.get(reference);
            node.put("data", image.toBytes());
        }
        return node;
    }

    @Override
    public List<Verdict> verdicts(JsonNode reply, int samples) throws ReplyException {
        JsonNode list = HttpProtocol.list(reply, "scores", samples);
        List<Verdict> verdicts = new ArrayList<>(samples);
        for (int i = 0; i < samples; i++) {
            verdicts.add(verdict(list.get(i), "scores[" + i + "]"));
        }
        return verdicts;
    }

    private static Verdict verdict(JsonNode value, String what) {
        if (!(value instanceof ObjectNode object)) {
            return HttpProtocol.verdict(value, what, "");
        }
        boolean one = (object.has(SCORE) ? 1 : 0) + (object.has(ABSTAIN) ? 1 : 0) + (object.has(FAIL) ? 1 : 0) == 1;
        if (!one) {
            return new Verdict.Failed(
                    what + " must have one of score, abstain and fail; it is " + Quote.of(object.toString()));
        }
        if (object.has(ABSTAIN)) {
            return new Verdict.Abstained(object.get(ABSTAIN).asText());
        }
        if (object.has(FAIL)) {
            return new Verdict.Failed("the server says: " + object.get(FAIL).asText());
        }
        JsonNode detail = object.path("detail");
        return HttpProtocol.verdict(
                object.get(SCORE), what + ".score", detail.isMissingNode() || detail.isNull() ? "" : detail.toString());
    }
}
