package dev.millrace.policy.rollout;

/**
 * How responses are drawn.
 *
 * @param group responses per prompt, G
 * @param temperature divides the scores before the softmax; 0 takes the likeliest token and reports log-probabilities at
 *     temperature 1
 * @param maxTokens most tokens per response, the end mark included
 */
public record SamplingSettings(int group, double temperature, int maxTokens) {

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
    }

    /** One response per prompt, always the likeliest token. */
    public static SamplingSettings greedy(int maxTokens) {
        return new SamplingSettings(1, 0, maxTokens);
    }

    /** Whether the likeliest token is taken. */
    public boolean isGreedy() {
        return temperature == 0;
    }
}
