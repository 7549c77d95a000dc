package dev.millrace.policy.rollout;

import java.util.List;

/**
 * Which tokens may be drawn. They apply in this order: bad words are taken away, then min-p, top-k and top-p keep some of what is
 * left, each of them at least the likeliest token. Log-probabilities that an engine in this process gives are those before all
 * of them.
 *
 * @param topP draws from the likeliest tokens that together have this probability, above 0 and at most 1, where it is off
 * @param topK draws from so many likeliest tokens; 0 turns it off
 * @param minP draws from tokens with at least this part of the likeliest one's probability, from 0, where it is off, to below 1
 * @param badWords that are never said: no answer holds the tokens of one, written with a space before it or without. The same
 *     text in other tokens is not found
 */
public record TokenFilters(double topP, int topK, double minP, List<String> badWords) {

    /** All tokens may be drawn. */
    public static final TokenFilters NONE = new TokenFilters(1, 0, 0, List.of());

    /** @throws IllegalArgumentException that begins with the key that is out of its range */
    public TokenFilters {
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top_p must be above 0 and at most 1, not " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("top_k must be 0, which turns it off, or more, not " + topK);
        }
        if (!(minP >= 0 && minP < 1)) {
            throw new IllegalArgumentException("min_p must be from 0 to below 1, not " + minP);
        }
        badWords = List.copyOf(badWords);
        if (badWords.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("bad_words must hold no empty word");
        }
    }

    /** Whether all tokens may be drawn. */
    public boolean isOff() {
        return equals(NONE);
    }
}
