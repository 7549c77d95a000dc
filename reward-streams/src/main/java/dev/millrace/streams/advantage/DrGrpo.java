package dev.millrace.streams.advantage;

/**
 * GRPO without the division by the standard deviation, which weighs up prompts that are nearly always or never solved:
 * {@code A_i = r_i − mean} (Dr. GRPO, arXiv 2503.20783, section 3.2).
 */
record DrGrpo() implements AdvantageEstimator {

    static final String NAME = "dr_grpo";

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
        return Deviations.of(rewards).times(1.0);
    }
}
