package dev.millrace.workers;

import dev.millrace.policy.drawing.FlowSettings;
import java.time.Duration;

/**
 * How a worker samples.
 *
 * @param engine what samples
 * @param groupSize trajectories per prompt, G, at least 2
 * @param batchPrompts prompts that are sampled in one batch at most, at least 1
 * @param batchLinger how long a batch that could be begun waits to become larger
 * @param temperature sampling temperature, above 0
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
    }

    /** Settings that fit the base policy on two cores. */
    public static WorkerConfig defaults() {
        return new WorkerConfig(
                EngineConfig.defaults(),
                8,
                16,
                Duration.ofMillis(100),
                1.0,
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

    /** The same with another way to measure visual dependency. */
    public WorkerConfig with(DependencyConfig other) {
        return new WorkerConfig(
                engine,
                groupSize,
                batchPrompts,
                batchLinger,
                temperature,
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
