package dev.millrace.workers.engines.ask;

import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks one server in its dialect, and gives out only what may be used. Safe on any thread. */
public final class Sampler {

    private final SamplerDialect dialect;
    private final AnswerCheck check;

    private Sampler(SamplerDialect dialect, AnswerCheck check) {
        this.dialect = dialect;
        this.check = check;
    }

    /**
     * @param tokensIn whether vLLM is asked in tokens, and not in words
     * @param vocabulary number of ids of the policy
     */
    public static Sampler of(Dialect dialect, boolean tokensIn, PromptFormat format, ServedForm form, int vocabulary) {
        SamplerDialect way =
                dialect == Dialect.SGLANG ? new SglangGenerate() : tokensIn ? new VllmTokens() : new VllmChat();
        return new Sampler(way, new AnswerCheck(format, form, vocabulary));
    }

    /** The way in which a server is asked, in a word. */
    public String endpoint() {
        return dialect.endpoint();
    }

    /** Whether given tokens can be scored. */
    public boolean scores() {
        return dialect.scores();
    }

    /**
     * Asks for answers.
     *
     * @return the answers that are good, and those that are not, by their index; one that is in neither the server has not given
     * @throws IOException if there is no reply now and may be later
     * @throws ReplyException if the server refuses the request, or its reply is no JSON
     * @throws RefusedReplyException if the reply as a whole must not be used
     */
    public SampledAnswers sample(SamplerServer server, Ask ask)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        List<RawAnswer> raw = dialect.sample(server, ask);
        Map<Integer, CheckedAnswer> good = new TreeMap<>();
        Map<Integer, RefusedReplyException> refused = new TreeMap<>();
        for (RawAnswer answer : raw) {
            if (answer.index() < 0 || answer.index() >= ask.count()) {
                throw new RefusedReplyException(
                        RefusalCause.CHOICES,
                        "asked for " + ask.count() + " answers, the server gives one with the index " + answer.index());
            }
            if (good.containsKey(answer.index()) || refused.containsKey(answer.index())) {
                throw new RefusedReplyException(
                        RefusalCause.CHOICES, "the server gives two answers with the index " + answer.index());
            }
            try {
                good.put(answer.index(), check.check(answer, ask.prompt(), ask.settings()));
            } catch (RefusedReplyException e) {
                refused.put(answer.index(), e);
            }
        }
        return new SampledAnswers(good, refused);
    }

    /** The log-probability of each token of an answer at temperature 1; errors as {@link #sample}. */
    public TokenValues score(
            SamplerServer server, ServedPrompt prompt, Tokens answer, String weights, boolean adapter, Duration within)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        return dialect.score(server, prompt, answer, weights, adapter, within);
    }

    /** Tells a server that nobody waits for a request any more. */
    public void giveUp(SamplerServer server, String id) throws InterruptedException {
        dialect.giveUp(server, id);
    }
}
