package dev.millrace.streams.advantage;

/**
 * Group relative policy optimization: {@code A_i = (r_i − mean) / (std + ε)} (DeepSeekMath, arXiv 2402.03300, section
 * 4.1.2).
 *
 * @param epsilon ε, in units of the reward
 * @param std which standard deviation
 */
record Grpo(double epsilon, StandardDeviation std) implements AdvantageEstimator {

    static final String NAME = "grpo";

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
        Deviations deviations = Deviations.of(rewards);
        double divisor = deviations.standard(std) + epsilon;
        // Differences below 1e-160 vanish when squared; with epsilon 0 they are no contrast.
        return divisor == 0.0 ? Advantages.zero(rewards.size()) : deviations.over(divisor);
    }
}
