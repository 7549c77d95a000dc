package dev.millrace.streams.reward;

/** Whether rewards are used as they are, or spoilt on purpose to see that learning then stops. */
public enum RewardControl {
    /** Rewards as they are. */
    NONE,
    /** Rewards permuted within each group: same distribution, no information. */
    SHUFFLE
}
