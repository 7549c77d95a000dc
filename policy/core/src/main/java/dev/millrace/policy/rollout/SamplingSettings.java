package dev.millrace.policy.rollout;

import java.util.List;

/**
 * How responses are drawn.
 *
 * @param group responses per prompt, G
 * @param temperature divides the scores before the softmax; 0 takes the likeliest token and reports log-probabilities at
 *     temperature 1
 * @param maxTokens most tokens per response, the end mark included
 * @param filters which tokens may be drawn
 * @param stop texts at which a response ends, whatever tokens they are said in
 */
public record SamplingSettings(int group, double temperature, int maxTokens, TokenFilters filters, List<String> stop) {

    /** @throws IllegalArgumentException naming what is out of its range */
    public SamplingSettings {
        if (group < 1) {
            throw new IllegalArgumentException("group must be at least 1, but is " + group);
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be 0 or more, but is " + temperature);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, but is " + maxTokens);
        }
        stop = List.copyOf(stop);
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("stop must hold no empty text");
        }
    }

    /** All tokens may be drawn, and no text ends a response. */
    public SamplingSettings(int group, double temperature, int maxTokens) {
        this(group, temperature, maxTokens, TokenFilters.NONE, List.of());
    }

    /** One response per prompt, always the likeliest token. */
    public static SamplingSettings greedy(int maxTokens) {
        return new SamplingSettings(1, 0, maxTokens);
    }

    /** One response per prompt, always the likeliest token, which ends at these texts too. */
    public static SamplingSettings greedy(int maxTokens, List<String> stop) {
        return new SamplingSettings(1, 0, maxTokens, TokenFilters.NONE, stop);
    }

    /** Whether the likeliest token is taken. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether it asks for nothing that takes an ability of its own. */
    public boolean isPlain() {
        return filters.isOff() && stop.isEmpty();
    }

    /**
     * Refuses what an engine cannot do that draws from all tokens and ends at its end mark only.
     *
     * @throws IllegalArgumentException if that is not enough
     */
    public void requirePlain(String family) {
        if (!isPlain()) {
            throw new IllegalArgumentException(
                    "policies of family " + family
                            + " are sampled from all tokens and to their end mark, without top_p, top_k, min_p, bad words and stop texts");
        }
    }
}
