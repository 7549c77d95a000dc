package dev.millrace.learner.objective;

/**
 * CISPO (MiniMax-M1, arXiv 2506.13585): of each token {@code −sg(clip(ρ, lowest, highest))·A·log π_θ}. The ratio is a weight
 * without gradient, so that no token loses its own, however far it has moved.
 *
 * @param lowest least weight of a token, from 0, which is none, to 1
 * @param highest largest weight of a token, at least 1
 */
public record CispoLoss(double lowest, double highest) implements Surrogate {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public CispoLoss {
        if (!(lowest >= 0 && lowest <= 1)) {
            throw new IllegalArgumentException("lowest must lie between 0 and 1, not " + lowest);
        }
        if (!(highest >= 1 && highest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("highest must be at least 1, not " + highest);
        }
    }

    /** An upper bound of 5 alone, as in TRL. */
    public static CispoLoss defaults() {
        return new CispoLoss(0, 5);
    }

    @Override
    public TokenLosses of(Response response) {
        TokenLosses losses = new TokenLosses(response.length());
        for (int t = 0; t < response.length(); t++) {
            double ratio = Math.exp(LogRatio.clamp(response.logRatio(t)));
            double slope = -Math.max(lowest, Math.min(highest, ratio)) * response.advantage(t);
            losses.set(t, slope * response.logProb(t), slope);
            losses.count(ratio < lowest, ratio > highest);
        }
        return losses;
    }
}
