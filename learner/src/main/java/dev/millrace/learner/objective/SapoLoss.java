package dev.millrace.learner.objective;

/**
 * SAPO (arXiv 2511.20347): of each token {@code −A·(4/τ)·σ(τ(ρ−1))}, a soft gate in place of a clip: the gradient fades with
 * the distance of ρ from 1, and faster for negative advantages.
 *
 * @param tauPositive τ where A is above 0, above 0
 * @param tauNegative τ elsewhere, above 0
 */
public record SapoLoss(double tauPositive, double tauNegative) implements Surrogate {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public SapoLoss {
        requireTau("tau_positive", tauPositive);
        requireTau("tau_negative", tauNegative);
    }

    private static void requireTau(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be above 0, not " + value);
        }
    }

    /** The paper's, 1 and 1.05. */
    public static SapoLoss defaults() {
        return new SapoLoss(1, 1.05);
    }

    @Override
    public TokenLosses of(Response response) {
        TokenLosses losses = new TokenLosses(response.length());
        for (int t = 0; t < response.length(); t++) {
            double advantage = response.advantage(t);
            double tau = advantage > 0 ? tauPositive : tauNegative;
            double ratio = Math.exp(LogRatio.clamp(response.logRatio(t)));
            double gate = 1 / (1 + Math.exp(-tau * (ratio - 1)));
            boolean moves = !LogRatio.isBounded(response.logRatio(t));
            losses.set(t, -advantage * 4 / tau * gate, moves ? -advantage * 4 * gate * (1 - gate) * ratio : 0);
        }
        return losses;
    }
}
