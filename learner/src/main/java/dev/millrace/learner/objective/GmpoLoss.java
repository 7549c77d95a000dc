package dev.millrace.learner.objective;

/**
 * GMPO (arXiv 2507.20673): {@code −A·g} of a response, g the geometric mean of its tokens' ratios, each clipped in log space
 * on the side that its advantage pushes it to. One outlier moves a geometric mean little.
 *
 * @param epsilonLow most by which log ρ of a token may fall, in nat, above 0
 * @param epsilonHigh most by which log ρ of a token may rise, in nat, above 0
 */
public record GmpoLoss(double epsilonLow, double epsilonHigh) implements Surrogate {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public GmpoLoss {
        requirePositive("epsilon_low", epsilonLow);
        requirePositive("epsilon_high", epsilonHigh);
    }

    private static void requirePositive(String key, double value) {
        if (!(value > 0 && value <= LogRatio.BOUND)) {
            throw new IllegalArgumentException(
                    key + " must lie between 0 and " + (int) LogRatio.BOUND + " nat, not " + value);
        }
    }

    /** The paper's, 0.4 both ways. */
    public static GmpoLoss defaults() {
        return new GmpoLoss(0.4, 0.4);
    }

    @Override
    public TokenLosses of(Response response) {
        int length = response.length();
        double sum = 0;
        for (int t = 0; t < length; t++) {
            sum += clipped(response.logRatio(t), response.advantage(t));
        }
        double mean = Math.exp(sum / length);
        TokenLosses losses = new TokenLosses(length);
        for (int t = 0; t < length; t++) {
            double logRatio = response.logRatio(t);
            double advantage = response.advantage(t);
            boolean low = advantage < 0 && logRatio < -epsilonLow;
            boolean high = advantage > 0 && logRatio > epsilonHigh;
            double loss = -advantage * mean;
            losses.set(t, loss, low || high || LogRatio.isBounded(logRatio) ? 0 : loss);
            losses.count(low, high);
        }
        return losses;
    }

    /** A token without an advantage is pushed nowhere, and says nothing. */
    private double clipped(double logRatio, double advantage) {
        double bounded = LogRatio.clamp(logRatio);
        if (advantage > 0) {
            return Math.min(bounded, epsilonHigh);
        }
        return advantage < 0 ? Math.max(bounded, -epsilonLow) : 0 * bounded;
    }
}
