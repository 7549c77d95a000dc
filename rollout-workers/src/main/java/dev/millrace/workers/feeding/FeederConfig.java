package dev.millrace.workers.feeding;

import java.time.Duration;

/**
 * How prompts are fed.
 *
 * @param loop whether to feed the data set round after round, each in an order of its own, instead of once in its order
 * @param ahead prompts that may lie on the topic without having been sampled for; bounds a loop only
 * @param poll how often the backlog is looked at while it is full
 */
public record FeederConfig(boolean loop, int ahead, Duration poll) {

    /** @throws IllegalArgumentException naming the key that is out of range */
    public FeederConfig {
        if (ahead < 1) {
            throw new IllegalArgumentException("ahead must be at least 1, not " + ahead);
        }
        if (poll.isNegative() || poll.isZero()) {
            throw new IllegalArgumentException("poll must be longer than nothing, not " + poll);
        }
    }

    /** Round after round, a few batches ahead. */
    public static FeederConfig defaults() {
        return new FeederConfig(true, 256, Duration.ofMillis(200));
    }
}
