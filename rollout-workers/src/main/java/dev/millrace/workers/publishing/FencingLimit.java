package dev.millrace.workers.publishing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a passing fencing from a lasting one.
 *
 * <p>A worker that was paused for longer than its transaction may last is fenced by the broker and goes on with a new
 * producer. Two workers with one id would fence each other for ever, and neither would publish much. Confined to the
 * worker's thread.
 */
public final class FencingLimit {

    private static final Logger log = LoggerFactory.getLogger(FencingLimit.class);

    private static final int MOST = 2;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final String transactionalId;
    private final Clock clock;
    private final Deque<Instant> fencings = new ArrayDeque<>();

    public FencingLimit(String transactionalId, Clock clock) {
        this.transactionalId = transactionalId;
        this.clock = clock;
    }

    String transactionalId() {
        return transactionalId;
    }

    /**
     * Takes note of a fencing.
     *
     * @throws IdTakenException if it is the third within ten minutes
     */
    void note(RuntimeException cause) {
        Instant now = clock.instant();
        fencings.removeIf(earlier -> earlier.plus(WITHIN).isBefore(now));
        fencings.addLast(now);
        if (fencings.size() > MOST) {
            throw new IdTakenException(
                    "transactional id " + transactionalId + " was taken over " + fencings.size() + " times within "
                            + WITHIN.toMinutes() + " minutes: another worker runs with the same id; give each its own",
                    cause);
        }
        log.atWarn().addKeyValue("transactional_id", transactionalId).log("fenced; going on with a new producer");
    }
}
