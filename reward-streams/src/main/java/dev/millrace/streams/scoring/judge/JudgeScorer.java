package dev.millrace.streams.scoring.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.http.JsonEndpoint;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.SampleScorer;
import java.util.Base64;
import java.util.List;

/** Asks a chat model what it thinks of a sample. Safe on any thread. */
final class JudgeScorer implements SampleScorer {

    /** Longest reply that is kept with a score, in characters. */
    private static final int LONGEST_REPLY = 4_000;

    private static final int SHOWN_DIGITS = 12;

    private final JudgeConfig config;
    private final JudgeTemplate template;
    private final JudgeReply reply;
    private final ObjectNode further;
    private final JsonEndpoint endpoint;
    private final ReferencedImages images;

    JudgeScorer(JudgeConfig config, JudgeTemplate template, JsonEndpoint endpoint, ReferencedImages images) {
        this.config = config;
        this.template = template;
        this.reply = new JudgeReply(config.reply(), config.key(), config.lowest(), config.highest());
        this.further = config.further();
        this.endpoint = endpoint;
        this.images = images;
    }

    /** Another model or template judges otherwise. */
    @Override
    public String version() {
        return "1 " + config.model() + " " + template.digest().substring(0, SHOWN_DIGITS);
    }

    @Override
    public Verdict score(Sample sample) throws Exception {
        if (template.needsReference() && sample.prompt().getReference() == null) {
            return new Verdict.Abstained("the prompt has no reference answer");
        }
        List<JudgeTemplate.Part> parts = template.fill(sample, config);
        ObjectNode request;
        try {
            request = request(parts);
        } catch (IllegalArgumentException e) {
            return new Verdict.Failed(String.valueOf(e.getMessage())); // an image is not there
        }
        JsonNode answer = endpoint.post(request);
        String said = said(answer);
        double number = reply.read(said);
        return new Verdict.Scored(
                (number - config.lowest()) / (config.highest() - config.lowest()), detail(answer, said, number));
    }

    private ObjectNode request(List<JudgeTemplate.Part> parts) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("model", config.model())
                .put("temperature", config.temperature())
                .put("max_tokens", config.maxTokens());
        ArrayNode messages = request.putArray("messages");
        if (!config.system().isEmpty()) {
            messages.addObject().put("role", "system").put("content", config.system());
        }
        ObjectNode user = messages.addObject().put("role", "user");
        if (parts.size() == 1 && parts.get(0) instanceof JudgeTemplate.Part.Text words) {
            user.put("content", words.text()); // models without eyes take no list
        } else {
            ArrayNode content = user.putArray("content");
            parts.forEach(part -> content.add(part(part)));
        }
        further.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                request.remove(field.getKey());
            } else {
                request.set(field.getKey(), field.getValue());
            }
        });
        return request;
    }

    private ObjectNode part(JudgeTemplate.Part part) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (part instanceof JudgeTemplate.Part.Text words) {
            return node.put("type", "text").put("text", words.text());
        }
        EncodedImage image = images.get(((JudgeTemplate.Part.Image) part).image());
        String data = Base64.getEncoder().encodeToString(image.toBytes());
        node.put("type", "image_url")
                .putObject("image_url")
                .put("url", "data:" + image.mediaType() + ";base64," + data);
        return node;
    }

    /** The words of the first choice, which must have come to their end. */
    private String said(JsonNode answer) throws ReplyException {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode content = choice.path("message").path("content");
        String end = choice.path("finish_reason").asText();
        if (end.equals("length")) {
            throw new ReplyException("the judge's reply was cut at max_tokens " + config.maxTokens() + ": "
                    + Quote.of(content.asText()));
        }
        if (!content.isTextual() || content.asText().isBlank()) {
            throw new ReplyException(
                    "the reply of " + endpoint.name() + " holds no words of the judge: " + Quote.of(answer.toString()));
        }
        return content.asText();
    }

    private String detail(JsonNode answer, String said, double number) {
        String words = Redaction.hide(said);
        return JsonNodeFactory.instance
                .objectNode()
                .put("number", number)
                .put("model", answer.path("model").asText(config.model()))
                .put("template", template.digest())
                .put("reply", words.length() <= LONGEST_REPLY ? words : words.substring(0, LONGEST_REPLY) + "…")
                .toString();
    }
}
