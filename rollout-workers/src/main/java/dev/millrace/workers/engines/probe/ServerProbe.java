package dev.millrace.workers.engines.probe;

import dev.millrace.policy.rollout.LogProbMode;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.CheckedAnswer;
import dev.millrace.workers.engines.ask.RefusalCause;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.SampledAnswers;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.ask.ServedPrompt;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tries a server with one prompt: that its replies can be used, that seeds repeat and differ, of which distribution its
 * log-probabilities are, and which fields it acts upon. No field is believed to be understood.
 */
public final class ServerProbe {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final int TOKENS = 8;
    private static final long SEED = 20_260_101;
    private static final long OTHER_SEED = 1_000;
    private static final int OTHER_SEEDS = 8;
    private static final double COOL = 0.5;

    private final SamplerServer server;
    private final Dialect dialect;
    private final Sampler sampler;
    private final String model;
    private final ServedPrompt prompt;

    private ServerProbe(SamplerServer server, Dialect dialect, Sampler sampler, String model, ServedPrompt prompt) {
        this.server = server;
        this.dialect = dialect;
        this.sampler = sampler;
        this.model = model;
        this.prompt = prompt;
    }

    /**
     * Tries a server.
     *
     * @param largestDifference between a sampled log-probability and the same token scored, in nat
     * @throws ProbeException if it must not be sampled with
     * @throws IOException if it does not answer now
     */
    public static SamplerCapabilities of(
            SamplerServer server,
            Dialect dialect,
            Sampler sampler,
            String model,
            ProbePrompt probe,
            double largestDifference)
            throws IOException, InterruptedException {
        try {
            ServerFacts facts = ServerFacts.of(server, dialect, model);
            return new ServerProbe(server, dialect, sampler, model, probe.prompt())
                    .found(facts, probe.hasImage(), largestDifference);
        } catch (ReplyException | RefusedReplyException e) {
            throw new ProbeException(
                    server.address() + " cannot be sampled with (" + dialect.label() + ", " + sampler.endpoint() + "): "
                            + e.getMessage(),
                    e);
        }
    }

    private SamplerCapabilities found(ServerFacts facts, boolean image, double largestDifference)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        SamplingSettings plain = new SamplingSettings(1, 1, TOKENS);
        CheckedAnswer first = answer(plain, SEED);
        boolean repeats = answer(plain, SEED).tokens().equals(first.tokens());
        requireDifferentSamples(plain, first);
        double difference = sampler.scores() ? difference(first) : -1;
        if (difference > largestDifference) {
            throw new ProbeException(server.address() + " scores a token that it sampled " + difference
                    + " nat from what it said when it sampled it, above largest_difference " + largestDifference
                    + ": its log-probabilities are not those of its weights at temperature 1");
        }
        return new SamplerCapabilities(
                server.address(),
                dialect.label(),
                facts.version(),
                sampler.endpoint(),
                model,
                mode(difference),
                repeats,
                sampler.scores(),
                difference,
                honoured(),
                facts.maxLength(),
                image);
    }

    /** One seed for a whole group would make it worth nothing, without any error. */
    private void requireDifferentSamples(SamplingSettings plain, CheckedAnswer first)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        for (long seed = SEED + 1; seed < SEED + 4; seed++) {
            if (!answer(plain, seed).tokens().equals(first.tokens())) {
                return;
            }
        }
        throw new ProbeException(
                server.address() + " gives the same answer for four seeds at temperature 1: groups would hold"
                        + " one answer again and again");
    }

    private CheckedAnswer answer(SamplingSettings settings, long seed)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        for (int again = 0; ; again++) {
            long drawn = seed + again * OTHER_SEED;
            SampledAnswers answers = sampler.sample(
                    server, new Ask(prompt, settings, drawn, 1, model, false, "millrace-probe-" + drawn, WITHIN));
            CheckedAnswer answer = answers.good().get(0);
            if (answer != null) {
                return answer;
            }
            RefusedReplyException refused = answers.refused().get(0);
            if (refused == null) {
                throw new ProbeException(server.address() + " answers without an answer");
            }
            // A model may say what ours never says; that is one answer's misfortune.
            if (refused.why() != RefusalCause.FORBIDDEN_TOKEN || again == OTHER_SEEDS) {
                throw refused;
            }
        }
    }

    private double difference(CheckedAnswer answer)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        TokenValues scored = sampler.score(server, prompt, answer.tokens(), model, false, WITHIN);
        double largest = 0;
        for (int i = 0; i < scored.length(); i++) {
            largest =
                    Math.max(largest, Math.abs(scored.at(i) - answer.logProbs().at(i)));
        }
        return largest;
    }

    /** At another temperature, log-probabilities that are those of temperature 1 all the same are raw. */
    private LogProbMode mode(double difference)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        boolean raw = sampler.scores() ? scoresAlikeWhenCool(difference) : saysAlikeWhenCool();
        if (raw) {
            return LogProbMode.RAW;
        }
        return dialect == Dialect.VLLM ? LogProbMode.PROCESSED : LogProbMode.TEMPERED;
    }

    private boolean scoresAlikeWhenCool(double difference)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        double largest = 0;
        for (long seed = SEED; seed < SEED + 3; seed++) {
            largest = Math.max(largest, difference(answer(new SamplingSettings(1, COOL, TOKENS), seed)));
        }
        return largest <= Math.max(1e-3, 2 * difference);
    }

    /** Compares first tokens, whose distribution is the same in all answers. */
    private boolean saysAlikeWhenCool()
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        for (long seed = SEED; seed < SEED + 24; seed++) {
            CheckedAnswer cool = answer(new SamplingSettings(1, COOL, 1), seed);
            CheckedAnswer warm = answer(new SamplingSettings(1, 1, 1), seed);
            if (cool.tokens().equals(warm.tokens())) {
                return Math.abs(cool.logProbs().at(0) - warm.logProbs().at(0)) < 1e-3;
            }
        }
        throw new ProbeException(
                server.address() + " says no token alike at two temperatures, so it cannot be seen of which"
                        + " distribution its log-probabilities are");
    }

    /** A filter that leaves one token makes the likeliest answer, however hot it is drawn. */
    private Set<String> honoured() throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        Tokens likeliest = answer(SamplingSettings.greedy(TOKENS), SEED).tokens();
        Set<String> honoured = new HashSet<>();
        if (isLikeliest(new TokenFilters(1e-6, 0, 0, List.of()), likeliest)) {
            honoured.add("top_p");
        }
        if (isLikeliest(new TokenFilters(1, 1, 0, List.of()), likeliest)) {
            honoured.add("top_k");
        }
        if (isLikeliest(new TokenFilters(1, 0, 0.999_999, List.of()), likeliest)) {
            honoured.add("min_p");
        }
        return honoured;
    }

    private boolean isLikeliest(TokenFilters filters, Tokens likeliest)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        List<Tokens> drawn = new ArrayList<>();
        for (long seed = SEED; seed < SEED + 2; seed++) {
            drawn.add(answer(new SamplingSettings(1, 2, TOKENS, filters, List.of()), seed)
                    .tokens());
        }
        return drawn.stream().allMatch(likeliest::equals);
    }
}
