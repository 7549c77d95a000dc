package dev.millrace.streams.scoring.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.ScorerContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is written to a reward server, and what its reply says. Stateless, safe on any thread. */
interface HttpProtocol {

    /** What it is called in the versions of scorers. */
    String name();

    /** Most samples of one request. */
    int most();

    /** Why a sample cannot be asked about, as where an image is not there; empty where it can. */
    default Optional<String> hindrance(Sample sample) {
        return Optional.empty();
    }

    /** A request about samples without hindrance. */
    JsonNode request(List<Sample> samples);

    /**
     * The verdicts that a reply holds, in the order of the samples.
     *
     * @throws ReplyException if it is not of the form that it should have, or says not as many as there are samples
     */
    List<Verdict> verdicts(JsonNode reply, int samples) throws ReplyException;

    /** The protocol that settings ask for. */
    static HttpProtocol of(HttpConfig config, ScorerContext context) {
        return switch (config.body()) {
            case MILLRACE -> new MillraceProtocol(context.name(), context.images(), config.images());
            case OPENRLHF -> new OpenRlhfProtocol();
            case SLIME -> new SlimeProtocol();
        };
    }

    /** The name of a body. */
    static String nameOf(HttpBody body) {
        return body.name().toLowerCase(Locale.ROOT);
    }

    /** A list of a reply, one entry for each sample. */
    static JsonNode list(JsonNode reply, String key, int samples) throws ReplyException {
        JsonNode list = reply.path(key);
        if (!list.isArray()) {
            throw new ReplyException("the reply has no list \"" + key + "\"; it begins " + Quote.of(reply.toString()));
        }
        if (list.size() != samples) {
            throw new ReplyException("the reply has " + list.size() + " " + key + " for " + samples
                    + (samples == 1 ? " sample" : " samples"));
        }
        return list;
    }

    /**
     * A number as a score, null as an abstention, and anything else as a failure.
     *
     * @param what names it, for instance {@code scores[3]}
     * @param detail what stands with the score, as JSON
     */
    static Verdict verdict(JsonNode value, String what, String detail) {
        if (value.isNull()) {
            return new Verdict.Abstained("the server gave null");
        }
        return value.isNumber() && Double.isFinite(value.doubleValue())
                ? new Verdict.Scored(value.doubleValue(), detail)
                : new Verdict.Failed(what + " must be a finite number or null, not " + shown(value));
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : Quote.of(value.toString());
    }
}
