package dev.millrace.streams.advantage;

/**
 * On-policy RL with the optimal baseline: each reward against the mean in which a trajectory counts by its length,
 * {@code A_i = r_i − Σ_j l_j r_j / Σ_j l_j} (OPO, arXiv 2505.23585, equation 8).
 *
 * <p>The length stands for the squared norm of a trajectory's gradient. Where every length is 0, each counts the same.
 */
record LengthWeighted() implements AdvantageEstimator {

    static final String NAME = "opo";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean centred() {
        return false;
    }

    @Override
    public Advantages ofUnequal(GroupRewards rewards, int... lengths) {
        int n = rewards.size();
        double first = rewards.at(0);
        double weighted = 0.0;
        double weight = 0.0;
        double plain = 0.0;
        for (int i = 0; i < n; i++) {
            double shifted = rewards.at(i) - first;
            weighted += lengths[i] * shifted;
            weight += lengths[i];
            plain += shifted;
        }
        double baseline = weight == 0.0 ? plain / n : weighted / weight;
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = (rewards.at(i) - first) - baseline;
        }
        return new Advantages(values);
    }
}
