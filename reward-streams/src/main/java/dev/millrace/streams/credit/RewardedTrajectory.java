package dev.millrace.streams.credit;

import dev.millrace.streams.reshaping.TokenMeasures;

/**
 * A trajectory with its composed reward.
 *
 * @param index its place in the group
 * @param length number of response tokens
 * @param reward the composed reward, before any control is applied
 * @param measures what was measured of its tokens, as far as the reshaper reads it
 */
public record RewardedTrajectory(int index, int length, double reward, TokenMeasures measures) {}
