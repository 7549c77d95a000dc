package dev.millrace.policy.rollout;

import dev.millrace.policy.PolicyInput;

/**
 * A prompt for which a group is sampled.
 *
 * @param seed of the group's noise. Where the policy repeats by seed, it fixes every draw, together with the index in the
 *     group and the place within the output
 */
public record RolloutRequest(PolicyInput input, long seed) {}
