package dev.millrace.streams.scoring;

import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;

/**
 * How a scorer is run.
 *
 * @param timeout longest time for one call; a scorer that takes longer has failed for its samples
 * @param parallelism calls at the same time
 * @param maxHanging calls that may hang beyond their time-out before the scorer is not asked any more until one returns
 * @param maxPollRecords most trajectories that are read, scored and committed at once
 * @param batch most images that a referee judges in one call
 * @param referees {@code shipped}, or a folder with the files of the referees
 * @param semantic how images are held against the meaning of prompts
 * @param instruction how images are held against the rules of prompts
 */
public record ScorerConfig(
        Duration timeout,
        int parallelism,
        int maxHanging,
        int maxPollRecords,
        int batch,
        String referees,
        SemanticConfig semantic,
        InstructionConfig instruction) {

    /** The referees that come with Millrace. */
    public static final String SHIPPED = "shipped";

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public ScorerConfig {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be at least 1 ms, not " + Seconds.of(timeout));
        }
        requirePositive("parallelism", parallelism);
        requirePositive("max_hanging", maxHanging);
        requirePositive("max_poll_records", maxPollRecords);
        requirePositive("batch", batch);
        if (referees.isBlank()) {
            throw new IllegalArgumentException("referees must be " + SHIPPED + " or a folder, not blank");
        }
    }

    /** Ten seconds a call, two at a time, 32 images a call. */
    public static ScorerConfig defaults() {
        return new ScorerConfig(
                Duration.ofSeconds(10), 2, 4, 64, 32, SHIPPED, SemanticConfig.defaults(), InstructionConfig.defaults());
    }

    /** Longest time that a full poll can take, when every sample needs a call of its own and its whole time-out. */
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
