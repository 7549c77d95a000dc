package dev.millrace.models.qwen.local;

import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.QwenPrompts;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.models.qwen.model.TrainedParts;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.TokenValues;
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

    private final QwenPrompts prompts;
    private final AnswerLosses losses;
    private final PolicyVersion version;

    ViewMeter(QwenPrompts prompts, QwenNetwork network, PolicyVersion version) {
        this.prompts = prompts;
        this.losses = new AnswerLosses(network, TrainedParts.ALL, Optional.empty());
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
        for (DrawnAnswers.Answer answer : answers) {
            measured.computeIfAbsent(
                    answer,
                    one -> new TokenDependency(
                            divergence(clean, strong, one, temperature, settings.estimator()),
                            divergence(clean, weak, one, temperature, settings.estimator())));
        }
        List<TokenDependency> dependencies = new ArrayList<>();
        answers.forEach(answer -> dependencies.add(measured.get(answer)));
        return Optional.of(new GroupDependency(seed, settings, version, dependencies));
    }

    private TokenValues divergence(
            TokenRow clean, TokenRow view, DrawnAnswers.Answer answer, double temperature, Divergence estimator) {
        double divisor = temperature == 0 ? 1 : temperature;
        List<AnsweredRow> other = List.of(new AnsweredRow(view, answer.tokens()));
        if (estimator == Divergence.FULL_VOCABULARY) {
            float[] exact = losses.divergences(List.of(new AnsweredRow(clean, answer.tokens())), other, divisor);
            // Rounding may leave a little less than 0.
            for (int i = 0; i < exact.length; i++) {
                exact[i] = Math.max(0, exact[i]);
            }
            return TokenValues.of(exact);
        }
        float[] seen = losses.logProbs(other, divisor);
        float[] estimated = new float[seen.length];
        for (int i = 0; i < seen.length; i++) {
            estimated[i] = (float) Divergence.k3(answer.logProbs().at(i), seen[i]);
        }
        return TokenValues.of(estimated);
    }
}
