package dev.millrace.schemas.notice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;

/**
 * Warns of a failure that is tried again and again: at once and with its cause, then after one minute, two, four, and at
 * last every ten. A cause of another kind is told at once. Confined to one thread.
 */
public final class RepeatedFailure {

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Logger log;
    private final String message;
    private final Clock clock;
    private final Set<Class<?>> told = new HashSet<>();
    private Duration pause = FIRST_PAUSE;
    private Instant next = Instant.MIN;
    private long times;

    /** @param message what fails, and what is done about it */
    public RepeatedFailure(Logger log, String message, Clock clock) {
        this.log = log;
        this.message = message;
        this.clock = clock;
    }

    /**
     * It failed once more.
     *
     * @return whether that was worth a line
     */
    public boolean occurred(Throwable cause) {
        times++;
        Instant now = clock.instant();
        boolean isNew = told.add(CauseChain.of(cause).root().getClass());
        if (!isNew && now.isBefore(next)) {
            return false;
        }
        pause = isNew ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
        next = now.plus(pause);
        log.atWarn()
                .addKeyValue("cause", CauseChain.of(cause).message())
                .addKeyValue("times", times)
                .setCause(cause)
                .log(message);
        return true;
    }

    /** It did not fail; the next failure is told at once. */
    public void over() {
        if (times == 0) {
            return;
        }
        log.atInfo().addKeyValue("was", message).addKeyValue("times", times).log("failure is over");
        times = 0;
        told.clear();
        next = Instant.MIN;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
