package dev.millrace.cli.experiment;

import dev.millrace.cli.experiment.CreditedGroup.CreditedToken;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Measures {@link GradientNoise}. Steps are taken with a learning rate of 0, so that the weights stay what they are; the state of the
 * optimizer does not. For one thread.
 */
final class GradientMeter {

    /** Prompts of one forward and backward pass. */
    private static final int GROUPS = 8;

    private final TrainablePolicy policy;
    private final double temperature;
    private final double perceptionWeight;

    /**
     * @param policy asked, and of no use for training afterwards
     * @param temperature at which the answers were sampled
     * @param perceptionWeight γ of the perception term; 0 for none
     */
    GradientMeter(TrainablePolicy policy, double temperature, double perceptionWeight) {
        this.policy = policy;
        this.temperature = temperature;
        this.perceptionWeight = perceptionWeight;
    }

    /** Of one batch, whose halves are its even and its odd groups. */
    GradientNoise measure(List<CreditedGroup> batch) {
        return new GradientNoise(
                direction(batch, token -> true),
                direction(batch, CreditedToken::seen),
                direction(batch, token -> !token.seen()));
    }

    private StepDirection direction(List<CreditedGroup> batch, Predicate<CreditedToken> counted) {
        List<CreditedGroup> first = new ArrayList<>();
        List<CreditedGroup> second = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            (i % 2 == 0 ? first : second).add(batch.get(i));
        }
        long size = batch.stream().mapToLong(group -> group.tokens().size()).sum();
        return StepDirection.of(norm(first, counted, size), norm(second, counted, size), norm(batch, counted, size));
    }

    /** The norm of the gradient of some tokens, each counting as one of so many. */
    private double norm(List<CreditedGroup> groups, Predicate<CreditedToken> counted, long size) {
        if (groups.isEmpty()) {
            return 0;
        }
        for (int from = 0; from < groups.size(); from += GROUPS) {
            List<CreditedGroup> part = groups.subList(from, Math.min(groups.size(), from + GROUPS));
            List<CreditedToken> tokens =
                    part.stream().flatMap(group -> group.tokens().stream()).toList();
            policy.accumulate(
                    new AnswerBatch(
                            part.stream().map(CreditedGroup::asked).toList(),
                            temperature,
                            (double) tokens.size() / size),
                    values -> slopes(values, tokens, counted, size));
        }
        return policy.step(0) instanceof StepOutcome.Applied applied ? applied.gradientNorm() : Double.NaN;
    }

    /** At the first optimizer step of a batch ratios are 1, and every surrogate has this slope. */
    private TokenLoss.Slopes slopes(
            TokenLoss.Values values, List<CreditedToken> tokens, Predicate<CreditedToken> counted, long size) {
        float[] byLogProb = new float[values.size()];
        boolean perceives = perceptionWeight > 0 && values.divergences().isPresent();
        float[] byDivergence = new float[values.size()];
        double loss = 0;
        for (int t = 0; t < byLogProb.length; t++) {
            if (counted.test(tokens.get(t))) {
                byLogProb[t] = (float) (-tokens.get(t).advantage() / size);
                byDivergence[t] = (float) (-perceptionWeight / size);
                loss += byLogProb[t] * values.logProbs()[t];
            }
        }
        return new TokenLoss.Slopes((float) loss, byLogProb, null, perceives ? byDivergence : null);
    }
}
