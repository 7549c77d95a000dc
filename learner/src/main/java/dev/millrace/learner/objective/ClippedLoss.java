package dev.millrace.learner.objective;

/**
 * The clipped surrogate: of each token −min(ρA, clip(ρ, 1−ε_low, 1+ε_high)·A), and for A &lt; 0 at most −c·A (dual clip,
 * arXiv 1912.09729). PPO, arXiv 1707.06347; asymmetric ε: DAPO, arXiv 2503.14476.
 *
 * @param epsilonLow ε_low, above 0 and below 1
 * @param epsilonHigh ε_high, above 0
 * @param dualClip c, above 1
 */
public record ClippedLoss(double epsilonLow, double epsilonHigh, double dualClip) implements Surrogate {

    public ClippedLoss {
        requireEpsilons(epsilonLow, epsilonHigh);
        if (!(dualClip > 1 && dualClip <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("dual_clip must be above 1, not " + dualClip);
        }
    }

    static void requireEpsilons(double epsilonLow, double epsilonHigh) {
        if (!(epsilonLow > 0 && epsilonLow < 1)) {
            throw new IllegalArgumentException("epsilon_low must lie between 0 and 1, not " + epsilonLow);
        }
        if (!(epsilonHigh > 0 && epsilonHigh < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("epsilon_high must be above 0, not " + epsilonHigh);
        }
    }

    @Override
    public TokenLosses of(Response response) {
        TokenLosses losses = new TokenLosses(response.length());
        for (int t = 0; t < response.length(); t++) {
            double logRatio = response.logRatio(t);
            double advantage = response.advantage(t);
            losses.set(t, of(logRatio, advantage), slope(logRatio, advantage));
            losses.count(clipsLow(logRatio, advantage), clipsHigh(logRatio, advantage));
        }
        return losses;
    }

    /**
     * The loss of a token.
     *
     * @param logRatio log ρ in nat
     * @param advantage A of this token
     */
    public double of(double logRatio, double advantage) {
        double ratio = Math.exp(LogRatio.clamp(logRatio));
        return Math.min(Math.max(-ratio * advantage, -clip(ratio) * advantage), largest(advantage));
    }

    /** Its derivative by the token's log-probability: where a clip or a bound holds the loss, it does not move. */
    private double slope(double logRatio, double advantage) {
        double ratio = Math.exp(LogRatio.clamp(logRatio));
        double unclipped = -ratio * advantage;
        boolean moves = unclipped >= -clip(ratio) * advantage
                && unclipped <= largest(advantage)
                && !LogRatio.isBounded(logRatio);
        return moves ? unclipped : 0;
    }

    private double clip(double ratio) {
        return Math.max(1 - epsilonLow, Math.min(1 + epsilonHigh, ratio));
    }

    /** The bound that the dual clip puts on the loss of a token: −cA for A &lt; 0, else none. */
    double largest(double advantage) {
        return advantage < 0 ? -dualClip * advantage : Float.MAX_VALUE;
    }

    /** Whether the lower clip takes this token's gradient away. */
    public boolean clipsLow(double logRatio, double advantage) {
        return advantage < 0 && Math.exp(logRatio) < 1 - epsilonLow;
    }

    /** Whether the upper clip takes this token's gradient away. */
    public boolean clipsHigh(double logRatio, double advantage) {
        return advantage > 0 && Math.exp(logRatio) > 1 + epsilonHigh;
    }
}
