package dev.millrace.streams.scoring;

import dev.millrace.schemas.notice.Seconds;
import dev.millrace.streams.reward.Judges;
import java.time.Duration;

/**
 * One scorer, as it was declared and completed from its type.
 *
 * @param type which {@link ScorerFactory} makes it; {@code external} where another program writes its scores
 * @param judges what it judges
 * @param timeout longest time for one call, all its attempts included; a scorer that takes longer has failed for its samples
 * @param parallelism calls at the same time
 * @param batch most samples of one call
 * @param retries how often it is asked again within the time-out, after a failure that may pass
 * @param config the settings of its type
 */
public record ScorerConfig(
        String type, Judges judges, Duration timeout, int parallelism, int batch, int retries, Record config) {

    /** The type of scorers that other programs run. */
    public static final String EXTERNAL = "external";

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public ScorerConfig {
        requireTime("timeout", timeout);
        requireAtLeast("parallelism", 1, parallelism);
        requireAtLeast("batch", 1, batch);
        requireAtLeast("retries", 0, retries);
    }

    /** Whether another program runs it. */
    public boolean runsElsewhere() {
        return type.equals(EXTERNAL);
    }

    static void requireTime(String key, Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException(key + " must be at least 1 ms, not " + Seconds.of(time));
        }
    }

    static void requireAtLeast(String key, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
        }
    }
}
