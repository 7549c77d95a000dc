package dev.millrace.policy.rollout;

import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.Optional;

/**
 * One sampled answer.
 *
 * @param tokens what was drawn, the end mark included if it was drawn
 * @param logProbs per token, of the distribution that {@code by} names
 * @param entropies per token, of that distribution, in nat; empty where the engine does not give them
 * @param versions per token, of the weights that drew it
 * @param text the answer as text, without end marks and without the stop text that ended it
 * @param finishReason why it ended
 * @param stopText the stop text that ended it, if one did
 * @param by what sampled it
 */
public record SampledAnswer(
        Tokens tokens,
        TokenValues logProbs,
        Optional<TokenValues> entropies,
        TokenVersions versions,
        String text,
        FinishReason finishReason,
        Optional<String> stopText,
        SampledBy by) {

    /** @throws IllegalArgumentException if there is no token, or another number of values than of tokens */
    public SampledAnswer {
        int length = tokens.length();
        int entropyCount = entropies.map(TokenValues::length).orElse(length);
        if (length == 0 || logProbs.length() != length || entropyCount != length || versions.length() != length) {
            throw new IllegalArgumentException("an answer has " + length + " tokens, " + logProbs.length()
                    + " log-probabilities, " + entropyCount + " entropies and " + versions.length() + " versions");
        }
        if (stopText.isPresent() != (finishReason == FinishReason.STOP)) {
            throw new IllegalArgumentException("an answer that ended by " + finishReason + " has "
                    + (stopText.isPresent() ? "a" : "no") + " stop text");
        }
    }

    /** An answer of an engine that says no more of itself, and knows no stop texts. */
    public SampledAnswer(
            Tokens tokens,
            TokenValues logProbs,
            Optional<TokenValues> entropies,
            TokenVersions versions,
            String text,
            FinishReason finishReason) {
        this(tokens, logProbs, entropies, versions, text, finishReason, Optional.empty(), SampledBy.UNNAMED);
    }

    /** Whether every log-probability is a number that can be trained. */
    public boolean isFinite() {
        return logProbs.isFinite();
    }
}
