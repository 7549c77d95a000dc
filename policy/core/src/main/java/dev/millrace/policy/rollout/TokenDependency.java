package dev.millrace.policy.rollout;

import dev.millrace.policy.text.TokenValues;

/**
 * How much the tokens of one response depend on the image; finite, never negative.
 *
 * @param strong S_t: divergence in nat to the view with blackened patches
 * @param weak S'_t: divergence in nat to the view with pixel noise
 */
public record TokenDependency(TokenValues strong, TokenValues weak) {}
