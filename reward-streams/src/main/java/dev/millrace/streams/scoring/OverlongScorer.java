package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;

/**
 * The soft overlong punishment of DAPO (arXiv 2503.14476, equation 13), of n tokens: 0 if {@code n ≤ L − c}, {@code (L − c − n)/c} up
 * to {@code n = L}, and −1 beyond. Stateless, safe on any thread.
 */
public final class OverlongScorer implements SampleScorer {

    private final OverlongConfig config;

    public OverlongScorer(OverlongConfig config) {
        this.config = config;
    }

    @Override
    public String version() {
        return "1";
    }

    /** Abstains of a response whose tokens are not there. */
    @Override
    public Verdict score(Sample sample) {
        int tokens = sample.tokens().length();
        return tokens == 0
                ? new Verdict.Abstained("there are no tokens to count")
                : new Verdict.Scored(punishment(tokens, config.maxLength(), config.cache()));
    }

    /** The punishment of so many tokens, from −1 to 0. */
    static double punishment(int tokens, int maxLength, int cache) {
        if (tokens <= maxLength - cache) {
            return 0.0;
        }
        return tokens <= maxLength ? (maxLength - cache - tokens) / (double) cache : -1.0;
    }
}
