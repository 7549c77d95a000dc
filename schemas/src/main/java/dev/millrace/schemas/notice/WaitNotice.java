package dev.millrace.schemas.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Decides when a wait is worth a line: a warning, which stands in the terminal, after a while, and lines for the log file
 * at twice that time, four times, and so on. Confined to one thread.
 */
public final class WaitNotice {

    private final Clock clock;
    private final Duration after;
    private @Nullable Instant since;
    private Duration next;

    /** @param after how long a wait may last before it is told */
    public WaitNotice(Clock clock, Duration after) {
        this.clock = clock;
        this.after = after;
        this.next = after;
    }

    /** Asked over and over while something is waited for: the level of the line that is due, if one is. */
    public Optional<Level> waiting() {
        if (since == null) {
            since = clock.instant();
        }
        if (waited().compareTo(next) < 0) {
            return Optional.empty();
        }
        Level level = next.equals(after) ? Level.WARN : Level.INFO;
        while (waited().compareTo(next) >= 0) {
            next = next.multipliedBy(2);
        }
        return Optional.of(level);
    }

    /** How long this wait has lasted; nothing where there is none. */
    public Duration waited() {
        return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    /** What was waited for came. */
    public void over() {
        since = null;
        next = after;
    }
}
