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
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Empty for a prompt without images. */
    Optional<GroupDependency> measure(
            RolloutRequest request,
            List<DrawnAnswers.Answer> answers,
            double temperature,
            DependencySettings settings) {
        if (request.input().images().isEmpty()) {
            return Optional.empty();
        }
        long seed = PerturbedViews.seed(request.seed());
        TokenRow clean = prompts.prompt(request.input());
        TokenRow strong = prompts.strong(request.input(), settings.views().maskProbability(), seed);
        TokenRow weak = prompts.weak(request.input(), PerturbedViews.of(settings.views()), seed);
        Map<DrawnAnswers.Answer, TokenDependency> measured = new LinkedHashMap<>();
        for (List<DrawnAnswers.Answer> piece :
                pieces(clean.length(), answers.stream().distinct().toList())) {
            List<TokenValues> byStrong = divergences(clean, strong, piece, temperature, settings.estimator());
            List<TokenValues> byWeak = divergences(clean, weak, piece, temperature, settings.estimator());
            for (int i = 0; i < piece.size(); i++) {
                measured.put(piece.get(i), new TokenDependency(byStrong.get(i), byWeak.get(i)));
            }
        }
        List<TokenDependency> dependencies = answers.stream().map(measured::get).toList();
        return Optional.of(new GroupDependency(seed, settings, version, dependencies));
    }

    /** Answers that go through the network together: as many as have {@link #PASS_TOKENS} with their prompt, at least one. */
    private static List<List<DrawnAnswers.Answer>> pieces(int prompt, List<DrawnAnswers.Answer> answers) {
        List<List<DrawnAnswers.Answer>> pieces = new ArrayList<>();
        int tokens = PASS_TOKENS;
        for (DrawnAnswers.Answer answer : answers) {
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

    private List<TokenValues> divergences(
            TokenRow clean,
            TokenRow view,
            List<DrawnAnswers.Answer> answers,
            double temperature,
            Divergence estimator) {
        double divisor = temperature == 0 ? 1 : temperature;
        List<AnsweredRow> others = rows(view, answers);
        float[] all = estimator == Divergence.FULL_VOCABULARY
                ? losses.divergences(rows(clean, answers), others, divisor)
                : losses.logProbs(others, divisor);
        List<TokenValues> divergences = new ArrayList<>();
        int at = 0;
        for (DrawnAnswers.Answer answer : answers) {
            float[] own = Arrays.copyOfRange(all, at, at + answer.tokens().length());
            at += own.length;
            for (int i = 0; i < own.length; i++) {
                // Rounding may leave a little less than 0.
                own[i] = estimator == Divergence.FULL_VOCABULARY
                        ? Math.max(0, own[i])
                        : (float) Divergence.k3(answer.logProbs().at(i), own[i]);
            }
            divergences.add(TokenValues.of(own));
        }
        return divergences;
    }

    private static List<AnsweredRow> rows(TokenRow prompt, List<DrawnAnswers.Answer> answers) {
        return answers.stream()
                .map(answer -> new AnsweredRow(prompt, answer.tokens()))
                .toList();
    }
}
