package dev.millrace.learner.objective;

/**
 * GSPO (arXiv 2507.18071): −min(sA, clip(s, 1−ε_low, 1+ε_high)·A) of a response, with its own ratio
 * {@code s = exp(mean_t log ρ_t)}. It is the form with an advantage for each token (GSPO-token there), which has the same
 * gradient where all tokens share one.
 *
 * @param epsilonLow ε_low of the response's ratio, above 0 and below 1
 * @param epsilonHigh ε_high of the response's ratio, above 0
 */
public record GspoLoss(double epsilonLow, double epsilonHigh) implements Surrogate {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public GspoLoss {
        ClippedLoss.requireEpsilons(epsilonLow, epsilonHigh);
    }

    /** The paper's, 3e-4 and 4e-4. */
    public static GspoLoss defaults() {
        return new GspoLoss(3e-4, 4e-4);
    }

    @Override
    public TokenLosses of(Response response) {
        double ratio = Math.exp(response.meanLogRatio());
        double clipped = Math.max(1 - epsilonLow, Math.min(1 + epsilonHigh, ratio));
        TokenLosses losses = new TokenLosses(response.length());
        for (int t = 0; t < response.length(); t++) {
            double advantage = response.advantage(t);
            double unclipped = -ratio * advantage;
            boolean moves = unclipped >= -clipped * advantage && !LogRatio.isBounded(response.logRatio(t));
            losses.set(t, Math.max(unclipped, -clipped * advantage), moves ? unclipped : 0);
            losses.count(advantage < 0 && ratio < 1 - epsilonLow, advantage > 0 && ratio > 1 + epsilonHigh);
        }
        return losses;
    }
}
