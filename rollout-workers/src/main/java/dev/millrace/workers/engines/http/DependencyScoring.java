package dev.millrace.workers.engines.http;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.ask.ServedPrompt;
import dev.millrace.workers.engines.pool.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how much answers depend on the images: a server scores them behind the image, behind its strong view and behind its weak
 * view, all three in the same way and with the same weights. The image is scored too, since a server's log-probabilities of sampling
 * and of scoring differ by rounding, and k3 of equal views would not be 0. It is at temperature 1, and of the sampled tokens only.
 */
final class DependencyScoring {

    private final Sampler sampler;
    private final PatientCalls calls;
    private final ServedForm form;

    DependencyScoring(Sampler sampler, PatientCalls calls, ServedForm form) {
        this.sampler = sampler;
        this.calls = calls;
        this.form = form;
    }

    /** Empty for a prompt without images, and where no server could score. */
    Optional<GroupDependency> measure(GroupOrder order, List<SampledAnswer> answers, DependencySettings asked)
            throws InterruptedException {
        PolicyInput input = order.request().input();
        if (input.images().isEmpty() || !sampler.scores()) {
            return Optional.empty();
        }
        long seed = form.viewSeed(order.request().seed());
        ServedPrompt strong = ServedPrompt.of(input, form, form.strong(input, asked.views(), seed));
        ServedPrompt weak = ServedPrompt.of(input, form, form.weak(input, asked.views(), seed));
        return calls.ask(order, 1, new PatientCalls.Question<>() {
            @Override
            public Ask ask(Turn turn, int attempt) {
                return named(order, attempt, turn);
            }

            @Override
            public Optional<GroupDependency> send(Turn turn, Ask ask, int attempt)
                    throws IOException, ReplyException, RefusedReplyException, InterruptedException {
                PolicyVersion version = turn.weights().version();
                List<TokenDependency> measured = scored(turn, ask, answers, strong, weak);
                turn.succeeded();
                return Optional.of(new GroupDependency(
                        seed, new DependencySettings(Divergence.K3, asked.views()), version, measured));
            }

            @Override
            public Optional<GroupDependency> lost(Turn turn, CallFailure failure) {
                turn.count("not_measured");
                return Optional.empty();
            }
        });
    }

    private static Ask named(GroupOrder order, int attempt, Turn turn) {
        return new Ask(
                order.prompt(),
                order.settings(),
                0,
                1,
                turn.weights().name(),
                turn.weights().isAdapter(),
                order.requestId(0, attempt) + "-score",
                turn.limit(order.settings().maxTokens()));
    }

    /** Equal answers are scored once. */
    private List<TokenDependency> scored(
            Turn turn, Ask ask, List<SampledAnswer> answers, ServedPrompt strong, ServedPrompt weak)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        Map<Tokens, TokenDependency> measured = new HashMap<>();
        List<TokenDependency> all = new ArrayList<>();
        for (SampledAnswer answer : answers) {
            TokenDependency known = measured.get(answer.tokens());
            if (known == null) {
                TokenValues clean = score(turn, ask, ask.prompt(), answer);
                known = new TokenDependency(
                        k3(clean, score(turn, ask, strong, answer)), k3(clean, score(turn, ask, weak, answer)));
                measured.put(answer.tokens(), known);
            }
            all.add(known);
        }
        return all;
    }

    private TokenValues score(Turn turn, Ask ask, ServedPrompt view, SampledAnswer answer)
            throws IOException, ReplyException, RefusedReplyException, InterruptedException {
        return sampler.score(turn.server(), view, answer.tokens(), ask.weights(), ask.adapter(), ask.within());
    }

    private static TokenValues k3(TokenValues clean, TokenValues view) {
        float[] values = new float[clean.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.max(0, Divergence.k3(clean.at(i), view.at(i)));
        }
        return TokenValues.of(values);
    }
}
