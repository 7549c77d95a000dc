package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a role begin anew after a failure that passes by itself, {@value #MOST} times within ten minutes at most. Every role
 * keeps its state on the log, so to begin anew loses nothing; but what fails again and again is no passing failure, and a
 * bug must not hide behind it. Safe for several threads.
 */
public final class Revival {

    /** Times within {@link #WITHIN}. */
    public static final int MOST = 20;

    /** The window. */
    public static final Duration WITHIN = Duration.ofMinutes(10);

    /** A broker that restarts takes some seconds; to ask it at once would use up the times. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Revival.class);
    private static final Duration TURN = Duration.ofMillis(100);

    private final String role;
    private final Predicate<Throwable> passing;
    private final Clock clock;
    private final Deque<Instant> times = new ArrayDeque<>();

    /**
     * @param role who begins anew, for the log
     * @param passing tells what passes, as {@link PassingFailure#is} does
     */
    public Revival(String role, Predicate<Throwable> passing, Clock clock) {
        this.role = role;
        this.passing = passing;
        this.clock = clock;
    }

    /** Whether the role may begin anew after {@code failure}; if so, that is logged and counts. */
    public synchronized boolean admits(Throwable failure) {
        if (!passing.test(failure)) {
            return false;
        }
        Instant now = clock.instant();
        times.removeIf(earlier -> !earlier.plus(WITHIN).isAfter(now));
        if (times.size() >= MOST) {
            log.atError()
                    .addKeyValue("role", role)
                    .addKeyValue("times", times.size())
                    .addKeyValue("within", WITHIN)
                    .log("began anew too often and ends");
            return false;
        }
        times.addLast(now);
        log.atWarn()
                .addKeyValue("role", role)
                .addKeyValue("cause", CauseChain.of(failure).message())
                .addKeyValue("times", times.size() + " of " + MOST + " within " + WITHIN.toMinutes() + " min")
                .setCause(failure)
                .log("begins anew after a failure that passes");
        return true;
    }

    /**
     * Runs {@code body} until it returns, anew after each failure that is admitted.
     *
     * @param stopping asked before each further attempt; true ends this
     * @throws RuntimeException what the body throws and is not admitted
     * @throws InterruptException if the thread is interrupted between two attempts
     */
    public void run(Runnable body, BooleanSupplier stopping) {
        while (true) {
            try {
                body.run();
                return;
            } catch (RuntimeException e) {
                if (stopping.getAsBoolean() || !admits(e)) {
                    throw e;
                }
            }
            if (!pause(stopping)) {
                return;
            }
        }
    }

    /** False if it was stopped. */
    private static boolean pause(BooleanSupplier stopping) {
        long until = System.nanoTime() + PAUSE.toNanos();
        while (System.nanoTime() < until) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(TURN.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return !stopping.getAsBoolean();
    }
}
