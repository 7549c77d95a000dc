package dev.millrace.streams.credit;

/**
 * A trajectory with its composed reward.
 *
 * @param index its place in the group
 * @param length number of response tokens
 * @param reward the composed reward, before any control is applied
 */
public record RewardedTrajectory(int index, int length, double reward) {}
