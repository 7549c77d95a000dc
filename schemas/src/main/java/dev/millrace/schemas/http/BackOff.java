package dev.millrace.schemas.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something that has failed is tried again: twice as long each time, up to a longest. Immutable.
 *
 * @param pause before the next try
 * @param longest that it grows to
 */
public record BackOff(Duration pause, Duration longest) {

    /** A first pause longer than the longest is that. */
    public BackOff {
        pause = pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** After one more failure. */
    public BackOff longer() {
        return new BackOff(pause.multipliedBy(2), longest);
    }

    /** From half of the pause to all of it, so that those who have failed together do not come back together. */
    public Duration drawn() {
        long most = pause.toMillis();
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }
}
