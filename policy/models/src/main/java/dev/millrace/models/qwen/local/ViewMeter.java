package dev.millrace.models.qwen.local;

import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.QwenPrompts;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how much the tokens of answers depend on the images: the same answers behind the prompt with its images, with black
 * patches in them, and with noise on them. Equal answers are measured once.
 */
final class ViewMeter {

    /** Most tokens of one pass, the prompt included: what a pass keeps grows with them. */
    private static final int PASS_TOKENS = 2048;

    private final QwenPrompts prompts;
    private final AnswerLosses losses;
    private final PolicyVersion version;

    ViewMeter(QwenPrompts prompts, QwenNetwork network, PolicyVersion version) {
        this.prompts = prompts;
        this.losses = AnswerLosses.frozen(network);
        this.version = version;
    }

    /**
     * An answer that is measured.
     *
     * @param logProbs of its tokens, where these weights have sampled it and said them
     */
    record Answer(Tokens tokens, Optional<TokenValues> logProbs) {

        /** One that these weights have sampled. */
        static Answer of(DrawnAnswers.Answer drawn) {
            return new Answer(drawn.tokens(), Optional.of(drawn.logProbs()));
        }

        /** One that was sampled elsewhere. */
        static Answer of(Tokens given) {
            return new Answer(given, Optional.empty());
        }
    }

    /** Empty for a prompt without images. */
    Optional<GroupDependency> measure(
            RolloutRequest request, List<Answer> answers, double temperature, DependencySettings settings) {
        if (request.input().images().isEmpty()) {
            return Optional.empty();
        }
        long seed = PerturbedViews.seed(request.seed());
        TokenRow clean = prompts.prompt(request.input());
        TokenRow strong = prompts.strong(request.input(), settings.views().maskProbability(), seed);
        TokenRow weak = prompts.weak(request.input(), PerturbedViews.of(settings.views()), seed);
        double divisor = temperature == 0 ? 1 : temperature;
        Map<Answer, TokenDependency> measured = new LinkedHashMap<>();
        for (List<Answer> piece :
                pieces(clean.length(), answers.stream().distinct().toList())) {
            List<TokenDependency> found = settings.estimator() == Divergence.FULL_VOCABULARY
                    ? exact(clean, strong, weak, piece, divisor)
                    : sampled(clean, strong, weak, piece, divisor);
            for (int i = 0; i < piece.size(); i++) {
                measured.put(piece.get(i), found.get(i));
            }
        }
        List<TokenDependency> dependencies = answers.stream().map(measured::get).toList();
        return Optional.of(new GroupDependency(seed, settings, version, dependencies));
    }

    /** Answers that go through the network together: as many as have {@link #PASS_TOKENS} with their prompt, at least one. */
    private static List<List<Answer>> pieces(int prompt, List<Answer> answers) {
        List<List<Answer>> pieces = new ArrayList<>();
        int tokens = PASS_TOKENS;
        for (Answer answer : answers) {
            int own = answer.tokens().length();
            if (pieces.isEmpty() || tokens + own > PASS_TOKENS) {
                pieces.add(new ArrayList<>());
                tokens = prompt;
            }
            pieces.get(pieces.size() - 1).add(answer);
            tokens += own;
        }
        return pieces;
    }

    private List<TokenDependency> exact(
            TokenRow clean, TokenRow strong, TokenRow weak, List<Answer> answers, double divisor) {
        float[] byStrong = losses.divergences(rows(clean, answers), rows(strong, answers), divisor);
        float[] byWeak = losses.divergences(rows(clean, answers), rows(weak, answers), divisor);
        // Rounding may leave a little less than 0.
        return dependencies(answers, at -> Math.max(0, byStrong[at]), at -> Math.max(0, byWeak[at]));
    }

    /** What sampling has said of the clean image needs no pass. */
    private List<TokenDependency> sampled(
            TokenRow clean, TokenRow strong, TokenRow weak, List<Answer> answers, double divisor) {
        float[] said = answers.stream().allMatch(answer -> answer.logProbs().isPresent())
                ? said(answers)
                : losses.logProbs(rows(clean, answers), divisor);
        float[] byStrong = losses.logProbs(rows(strong, answers), divisor);
        float[] byWeak = losses.logProbs(rows(weak, answers), divisor);
        return dependencies(answers, at -> (float) Divergence.k3(said[at], byStrong[at]), at ->
                (float) Divergence.k3(said[at], byWeak[at]));
    }

    private static float[] said(List<Answer> answers) {
        float[] all = new float
                [answers.stream().mapToInt(answer -> answer.tokens().length()).sum()];
        int at = 0;
        for (Answer answer : answers) {
            float[] own = answer.logProbs().orElseThrow().toArray();
            System.arraycopy(own, 0, all, at, own.length);
            at += own.length;
        }
        return all;
    }

    /** The divergence of a token, by its place among those of all answers. */
    private interface OfToken {
        float at(int place);
    }

    private static List<TokenDependency> dependencies(List<Answer> answers, OfToken strong, OfToken weak) {
        List<TokenDependency> dependencies = new ArrayList<>();
        int begin = 0;
        for (Answer answer : answers) {
            int end = begin + answer.tokens().length();
            dependencies.add(new TokenDependency(values(begin, end, strong), values(begin, end, weak)));
            begin = end;
        }
        return dependencies;
    }

    private static TokenValues values(int begin, int end, OfToken divergence) {
        float[] values = new float[end - begin];
        for (int i = 0; i < values.length; i++) {
            values[i] = divergence.at(begin + i);
        }
        return TokenValues.of(values);
    }

    private static List<AnsweredRow> rows(TokenRow prompt, List<Answer> answers) {
        return answers.stream()
                .map(answer -> new AnsweredRow(prompt, answer.tokens()))
                .toList();
    }
}
