package dev.millrace.streams.advantage;

/**
 * Fine-tuning on the best of a group instead of comparing its members: the best trajectory has an advantage of 1, of several best
 * ones the first, and all others exactly 0. With samples of the policy itself, the gradient is that of supervised training on what a
 * rejection sampler keeps (RAFT, arXiv 2304.06767).
 */
record BestOfN() implements AdvantageEstimator {

    static final String NAME = "best_of_n";

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
        int best = 0;
        for (int i = 1; i < rewards.size(); i++) {
            if (rewards.at(i) > rewards.at(best)) {
                best = i;
            }
        }
        double[] values = new double[rewards.size()];
        values[best] = 1.0;
        return new Advantages(values);
    }
}
