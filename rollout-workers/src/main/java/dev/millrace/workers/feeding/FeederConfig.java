package dev.millrace.workers.feeding;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * In what order prompts are fed, and how far ahead.
 *
 * @param epochs rounds of the data set, each in an order of its own; 0 for no end. {@code prompts publish} without
 *     {@code --loop} takes 0 for one round in the order of the file
 * @param shuffle whether each round is shuffled, by {@code run.seed}; else it comes in the order of the file
 * @param ahead prompts that may lie on the topic without having been sampled for; 0 for no bound
 * @param poll how often the backlog is looked at while it is full
 * @param curriculum phases by name, in which categories come more or less often; before the first one the whole data set
 *     comes in its order
 */
public record FeederConfig(int epochs, boolean shuffle, int ahead, Duration poll, Map<String, FeedPhase> curriculum) {

    private static final int AHEAD = 256;
    private static final Duration POLL = Duration.ofMillis(200);

    /** @throws IllegalArgumentException naming the key that is out of range */
    public FeederConfig {
        if (epochs < 0) {
            throw new IllegalArgumentException("epochs must not be negative, but is " + epochs);
        }
        if (ahead < 0) {
            throw new IllegalArgumentException("ahead must not be negative, but is " + ahead);
        }
        if (poll.isNegative() || poll.isZero()) {
            throw new IllegalArgumentException("poll must be longer than nothing, not " + poll);
        }
        curriculum = Collections.unmodifiableSortedMap(new TreeMap<>(curriculum));
    }

    /** Round after round, shuffled, a few batches ahead. */
    public static FeederConfig defaults() {
        return looping(AHEAD, POLL);
    }

    /** Round after round, shuffled. */
    public static FeederConfig looping(int ahead, Duration poll) {
        return new FeederConfig(0, true, ahead, poll, Map.of());
    }

    /** One round in the order of the file, as fast as the broker takes it. */
    public static FeederConfig once() {
        return new FeederConfig(1, false, 0, POLL, Map.of());
    }

    /** Whether it stays within a bound of what the workers have dealt with, and goes on where it was. */
    boolean isPaced() {
        return ahead > 0;
    }
}
