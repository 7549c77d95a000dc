package dev.millrace.streams.credit;

import dev.millrace.streams.reshaping.ReshapedTokens;

/**
 * A trajectory with its credit.
 *
 * @param index its place in the group
 * @param reward the reward its advantage was computed from: the composed one, or that of another trajectory of the group
 *     under the control {@code shuffle}
 * @param advantage its group-relative advantage before reshaping
 * @param tokens the credit of its tokens
 */
public record CreditedTrajectory(int index, double reward, double advantage, ReshapedTokens tokens) {}
