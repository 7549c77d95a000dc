package dev.millrace.cli.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

/** Watches for the longest time without a training step, on a thread of its own. Safe for all threads. */
final class StepPauses implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(100);

    private final IntSupplier steps;
    private final Clock clock;
    private int step;
    private Instant since;
    private Duration longest = Duration.ZERO;
    private boolean closed;

    private StepPauses(IntSupplier steps, Clock clock) {
        this.steps = steps;
        this.clock = clock;
        this.step = steps.getAsInt();
        this.since = clock.instant();
    }

    /** Watches from now on. */
    static StepPauses watch(IntSupplier steps, Clock clock) {
        StepPauses pauses = new StepPauses(steps, clock);
        SmallRun.daemon("step-pauses", pauses::look);
        return pauses;
    }

    private void look() {
        while (see()) {
            try {
                Thread.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized boolean see() {
        Instant now = clock.instant();
        Duration pause = Duration.between(since, now);
        if (pause.compareTo(longest) > 0) {
            longest = pause;
        }
        int newest = steps.getAsInt();
        if (newest > step) {
            step = newest;
            since = now;
        }
        return !closed;
    }

    /** The longest so far; one that goes on counts. */
    synchronized Duration longest() {
        return longest;
    }

    /** The newest step. */
    synchronized int step() {
        return step;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
