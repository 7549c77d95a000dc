package dev.millrace.workers.engines.pool;

import dev.millrace.schemas.http.BackOff;
import java.time.Duration;
import java.time.Instant;

/**
 * Leaves a server alone that fails again and again. It opens at {@value #MOST} failures in a row, for a time that doubles; then the
 * server is looked at, and one request is let through. Confined to the lock of its pool.
 */
final class Breaker {

    private static final int MOST = 5;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** What is let through. */
    enum State {
        /** All requests. */
        CLOSED,
        /** None. */
        OPEN,
        /** One, which decides. */
        HALF_OPEN
    }

    private State state = State.CLOSED;
    private int failures;
    private BackOff pauses = new BackOff(SHORTEST, LONGEST);
    private Instant until = Instant.MIN;

    State state() {
        return state;
    }

    /** Whether it has been open long enough for the server to be looked at. */
    boolean isDue(Instant now) {
        return state == State.OPEN && !now.isBefore(until);
    }

    /** The server answers again when looked at. */
    void tryOne() {
        state = State.HALF_OPEN;
    }

    void succeeded() {
        state = State.CLOSED;
        failures = 0;
        pauses = new BackOff(SHORTEST, LONGEST);
    }

    /** Returns whether it is still closed, so that what failed may be to blame. */
    boolean failed(Instant now) {
        failures++;
        if (state == State.CLOSED && failures < MOST) {
            return true;
        }
        open(now);
        return false;
    }

    /** Opens it, as for a server that is not there. */
    void open(Instant now) {
        if (state == State.HALF_OPEN) {
            pauses = pauses.longer();
        }
        state = State.OPEN;
        until = now.plus(pauses.pause());
    }
}
