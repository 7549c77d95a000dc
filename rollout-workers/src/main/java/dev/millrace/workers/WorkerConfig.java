package dev.millrace.workers;

import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import java.time.Duration;
import java.util.List;

/**
 * How a worker samples.
 *
 * @param engine what samples
 * @param groupSize trajectories per prompt, G, at least 2
 * @param batchPrompts prompts that are sampled in one batch at most, at least 1
 * @param batchLinger how long a batch that could be begun waits to become larger
 * @param temperature sampling temperature, above 0
 * @param topP draws from the likeliest tokens that together have this probability, above 0 and at most 1, where it is off.
 *     Log-probabilities stay those of all tokens, so what is trained is the whole policy, on answers of a narrower one
 * @param topK draws from so many likeliest tokens; 0 turns it off
 * @param minP draws from tokens with at least this part of the likeliest one's probability, below 1; 0 turns it off
 * @param stop texts at which a response ends, in whatever tokens they are said. The recorded text, which scorers see, ends
 *     before them; their tokens are trained
 * @param badWords words that are never said: no response holds the tokens of one, with a space before it or without
 * @param maxResponseTokens longest response in tokens, its end mark included, at least 1
 * @param maxStaleness versions that a trained token may be older than the weights it trains; 0 is on-policy
 * @param maxConcurrent groups that one worker samples at a time at most, at least 1
 * @param weightsPatience how long a worker waits for its first weights
 * @param gatePoll how often a closed gate is looked at again
 * @param imagePatience how long a batch waits for images that its prompts name and that did not arrive yet
 * @param imageCacheBytes bytes of encoded images kept in memory
 * @param dependency whether and how visual dependency is measured
 * @param drawing how images are drawn, where the policy draws; at least one step of it is stochastic
 * @param reportEvery how often a worker logs what it does, and a closed gate what it waits for
 */
public record WorkerConfig(
        EngineConfig engine,
        int groupSize,
        int batchPrompts,
        Duration batchLinger,
        double temperature,
        double topP,
        int topK,
        double minP,
        List<String> stop,
        List<String> badWords,
        int maxResponseTokens,
        int maxStaleness,
        int maxConcurrent,
        Duration weightsPatience,
        Duration gatePoll,
        Duration imagePatience,
        long imageCacheBytes,
        DependencyConfig dependency,
        FlowSettings drawing,
        Duration reportEvery) {

    /** @throws IllegalArgumentException naming the key that is out of range */
    public WorkerConfig {
        atLeast("group_size", groupSize, 2);
        atLeast("batch_prompts", batchPrompts, 1);
        notNegative("batch_linger", batchLinger);
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be above 0 and finite, not " + temperature);
        }
        stop = List.copyOf(stop);
        badWords = new TokenFilters(topP, topK, minP, badWords).badWords();
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("stop must hold no empty text");
        }
        atLeast("max_response_tokens", maxResponseTokens, 1);
        atLeast("max_staleness", maxStaleness, 0);
        atLeast("max_concurrent", maxConcurrent, 1);
        positive("weights_patience", weightsPatience);
        positive("gate_poll", gatePoll);
        notNegative("image_patience", imagePatience);
        atLeast("image_cache_bytes", imageCacheBytes, 0);
        if (drawing.window() < 1) {
            throw new IllegalArgumentException(
                    "drawing.window must be at least 1, since other steps cannot be trained, not " + drawing.window());
        }
        positive("report_every", reportEvery);
        if (dependency.by() == DependencyConfig.By.LOCAL) {
            requireOthersSample(engine);
        }
    }

    private static void requireOthersSample(EngineConfig engine) {
        if (engine.samplesHere()) {
            throw new IllegalArgumentException(
                    "dependency.by must be engine with engine.type=local: what samples is in the"
                            + " worker already, and measures as exactly");
        }
        if (engine.config() instanceof HttpEngineConfig servers
                && servers.weights().way() == ServerWeightsConfig.Way.NONE) {
            throw new IllegalArgumentException(
                    "dependency.by must be engine with engine.config.weights.way=none: the servers"
                            + " sample with what they were started with, which this worker does not have");
        }
    }

    /** Settings that fit the base policy on two cores. */
    public static WorkerConfig defaults() {
        return new WorkerConfig(
                EngineConfig.defaults(),
                8,
                16,
                Duration.ofMillis(100),
                1.0,
                1.0,
                0,
                0,
                List.of(),
                List.of(),
                32,
                1,
                64,
                Duration.ofMinutes(2),
                Duration.ofMillis(50),
                Duration.ofSeconds(10),
                64L << 20,
                DependencyConfig.defaults(),
                FlowSettings.rollouts(),
                Duration.ofSeconds(10));
    }

    /**
     * Versions that a worker holds to measure answers of servers: those that servers may still sample with, and one more for
     * answers that take long. Older ones are not trained.
     */
    public int measuredVersions() {
        return maxStaleness + 2;
    }

    /** How answers are drawn. */
    public SamplingSettings sampling() {
        return new SamplingSettings(
                groupSize, temperature, maxResponseTokens, new TokenFilters(topP, topK, minP, badWords), stop);
    }

    /** The same with another way to measure visual dependency. */
    public WorkerConfig with(DependencyConfig other) {
        return new WorkerConfig(
                engine,
                groupSize,
                batchPrompts,
                batchLinger,
                temperature,
                topP,
                topK,
                minP,
                stop,
                badWords,
                maxResponseTokens,
                maxStaleness,
                maxConcurrent,
                weightsPatience,
                gatePoll,
                imagePatience,
                imageCacheBytes,
                other,
                drawing,
                reportEvery);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be longer than nothing, not " + value);
        }
    }

    private static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + " must not be negative, but is " + value);
        }
    }
}
