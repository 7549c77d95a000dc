package dev.millrace.cli.experiment;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How amplified tokens (those with a weight above 1) and perceptual tokens (colours and digits in the thinking, which name
 * what is seen) fall together.
 *
 * @param responses looked at
 * @param tokens of all responses
 * @param perceptual tokens that name what is seen
 * @param amplified tokens with a weight above 1
 * @param hits tokens that are both
 * @param trueHits hits that name something that is in the scene
 */
public record TokenCounts(long responses, long tokens, long perceptual, long amplified, long hits, long trueHits) {

    static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0, 0);

    TokenCounts plus(TokenCounts other) {
        return new TokenCounts(
                responses + other.responses,
                tokens + other.tokens,
                perceptual + other.perceptual,
                amplified + other.amplified,
                hits + other.hits,
                trueHits + other.trueHits);
    }

    /** Share of amplified tokens that name what is seen. */
    @JsonIgnore
    public double precision() {
        return share(hits, amplified);
    }

    /** Share of the tokens that name what is seen which are amplified. */
    @JsonIgnore
    public double recall() {
        return share(hits, perceptual);
    }

    /** Share of tokens that name what is seen: the precision of chance. */
    @JsonIgnore
    public double baseRate() {
        return share(perceptual, tokens);
    }

    /** Share of tokens that are amplified. */
    @JsonIgnore
    public double amplifiedShare() {
        return share(amplified, tokens);
    }

    /** Share of the hits that are right about the scene. */
    @JsonIgnore
    public double truth() {
        return share(trueHits, hits);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
