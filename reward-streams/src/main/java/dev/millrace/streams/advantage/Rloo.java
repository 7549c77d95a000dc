package dev.millrace.streams.advantage;

/**
 * REINFORCE leave-one-out: each reward against the mean of the others (arXiv 2402.14740, equation 8), in its equal form
 * {@code A_i = (r_i − mean) · n / (n − 1)}.
 */
record Rloo() implements AdvantageEstimator {

    static final String NAME = "rloo";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean centred() {
        return true;
    }

    @Override
    public Advantages ofUnequal(GroupRewards rewards, int... lengths) {
        int n = rewards.size();
        return Deviations.of(rewards).times((double) n / (n - 1));
    }
}
