package dev.millrace.models.mot.sampling;

import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;

/**
 * One sampled response.
 *
 * @param tokens what was drawn, the end mark included if it was drawn
 * @param logProbs per token, of the distribution it was drawn from (temperature applied)
 * @param entropies per token, of that distribution, in nat
 * @param finishReason why it ended
 */
public record Completion(Tokens tokens, TokenValues logProbs, TokenValues entropies, FinishReason finishReason) {}
