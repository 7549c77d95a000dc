package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Judges;
import java.time.Duration;

/**
 * How scorers are run that do not say it themselves.
 *
 * @param timeout longest time for one call, all its attempts included; a scorer that takes longer has failed for its samples
 * @param parallelism calls at the same time
 * @param retries how often a scorer is asked again within the time-out, after a failure that may pass
 * @param maxHanging calls that may hang beyond their time-out before a scorer is not asked any more until one returns
 * @param maxPollRecords most trajectories that are read at once; while as many wait for a scorer, no more are read
 */
public record ScoringConfig(Duration timeout, int parallelism, int retries, int maxHanging, int maxPollRecords) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public ScoringConfig {
        ScorerConfig.requireTime("timeout", timeout);
        ScorerConfig.requireAtLeast("parallelism", 1, parallelism);
        ScorerConfig.requireAtLeast("retries", 0, retries);
        ScorerConfig.requireAtLeast("max_hanging", 1, maxHanging);
        ScorerConfig.requireAtLeast("max_poll_records", 1, maxPollRecords);
    }

    /** The declaration of a scorer of which nothing is said but its type. */
    public ScorerConfig declare(ScorerFactory<?> type) {
        return new ScorerConfig(
                type.type(),
                type.judges().orElse(Judges.TEXT),
                type.timeout().orElse(timeout),
                type.parallelism().orElse(parallelism),
                type.batch(),
                type.retries().orElse(retries),
                type.defaults());
    }

    /** Ten seconds a call, two at a time. */
    public static ScoringConfig defaults() {
        return new ScoringConfig(Duration.ofSeconds(10), 2, 2, 4, 64);
    }
}
