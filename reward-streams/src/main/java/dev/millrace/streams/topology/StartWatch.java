package dev.millrace.streams.topology;

import dev.millrace.schemas.notice.WaitNotice;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an instance from waiting in silence. While it is in another state than running and gets nowhere, this says why,
 * once in the terminal and then seldom; after its patience, or at once where waiting is of no use, it gives up.
 *
 * <p>{@link #look} is for one thread, {@link #progressed} for any.
 */
final class StartWatch {

    private static final Logger log = LoggerFactory.getLogger(StartWatch.class);
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final String who;
    private final Duration patience;
    private final Supplier<Obstacle> obstacles;
    private final WaitNotice notice;
    private final AtomicBoolean progressed = new AtomicBoolean();

    /**
     * @param who names the instance in the line
     * @param patience longest time without getting anywhere
     * @param obstacles finds out what is in the way
     */
    StartWatch(String who, Duration patience, Supplier<Obstacle> obstacles, Clock clock) {
        this.who = who;
        this.patience = patience;
        this.obstacles = obstacles;
        this.notice = new WaitNotice(clock, patience.dividedBy(2).compareTo(QUIET) < 0 ? patience.dividedBy(2) : QUIET);
    }

    /** It is not running yet, but got further: state was restored. */
    void progressed() {
        progressed.set(true);
    }

    /**
     * Takes a look, about once a second.
     *
     * @param running whether it runs
     * @param state in which it is, for the line
     * @throws IllegalStateException with what is in the way and what to do, if it is no use to wait any longer
     */
    void look(boolean running, String state) {
        if (running || progressed.getAndSet(false)) {
            notice.over();
            return;
        }
        notice.waiting().ifPresent(level -> {
            Obstacle obstacle = obstacles.get();
            if (obstacle.lasting()) {
                throw gaveUp(obstacle, state);
            }
            log.atLevel(level)
                    .addKeyValue("who", who)
                    .addKeyValue("state", state)
                    .addKeyValue("waited_s", notice.waited().toSeconds())
                    .addKeyValue("because", obstacle.what())
                    .log("waiting to run");
        });
        if (notice.waited().compareTo(patience) >= 0) {
            throw gaveUp(obstacles.get(), state);
        }
    }

    private IllegalStateException gaveUp(Obstacle obstacle, String state) {
        return new IllegalStateException(who + " did not come to run within "
                + notice.waited().toSeconds() + " s (state " + state + "): " + obstacle.what()
                + (obstacle.lasting() ? "" : "; streams.patience bounds the wait"));
    }
}
