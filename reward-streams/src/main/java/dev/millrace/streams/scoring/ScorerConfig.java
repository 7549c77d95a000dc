package dev.millrace.streams.scoring;

import java.time.Duration;

/**
 * How a scorer is run.
 *
 * @param timeout longest time for one sample; a scorer that takes longer has failed for it
 * @param parallelism samples that are scored at the same time
 * @param maxHanging calls that may hang beyond their time-out before the scorer is not asked any more until one returns
 * @param maxPollRecords most trajectories that are read, scored and committed at once
 */
public record ScorerConfig(Duration timeout, int parallelism, int maxHanging, int maxPollRecords) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public ScorerConfig {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be at least 1 ms, not " + timeout);
        }
        requirePositive("parallelism", parallelism);
        requirePositive("max_hanging", maxHanging);
        requirePositive("max_poll_records", maxPollRecords);
    }

    /** Ten seconds a sample, two at a time. */
    public static ScorerConfig defaults() {
        return new ScorerConfig(Duration.ofSeconds(10), 2, 4, 64);
    }

    /** Longest time that a full poll can take, when every sample needs its whole time-out. */
    Duration longestPoll() {
        int rounds = (maxPollRecords + parallelism - 1) / parallelism;
        return timeout.multipliedBy(rounds);
    }

    private static void requirePositive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, not " + value);
        }
    }
}
