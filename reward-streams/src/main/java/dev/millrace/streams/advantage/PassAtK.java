package dev.millrace.streams.advantage;

/**
 * Optimizes the best of a group: only the one best trajectory has an advantage, its lead over the second,
 * {@code (r_1st − r_2nd) / (std + ε)}; all others, and everyone where the best are two, have exactly 0 (pass@k training,
 * arXiv 2503.19595, in the form that verl ships as {@code grpo_passk}).
 *
 * @param epsilon ε, in units of the reward
 * @param std which standard deviation
 */
record PassAtK(double epsilon, StandardDeviation std) implements AdvantageEstimator {

    static final String NAME = "passk";

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
        int best = 0;
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < n; i++) {
            if (rewards.at(i) > rewards.at(best)) {
                second = rewards.at(best);
                best = i;
            } else {
                second = Math.max(second, rewards.at(i));
            }
        }
        double[] values = new double[n];
        double lead = rewards.at(best) - second;
        double divisor = Deviations.of(rewards).standard(std) + epsilon;
        values[best] = divisor == 0.0 ? 0.0 : lead / divisor;
        return new Advantages(values);
    }
}
