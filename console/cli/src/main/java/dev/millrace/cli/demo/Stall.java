package dev.millrace.cli.demo;

import dev.millrace.monitoring.monitor.RunSnapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Notices a run that stands still, and says what it waits for. Used by one thread. */
final class Stall {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Clock clock;
    private int step = -1;
    private Instant since;

    Stall(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    /** @throws IllegalStateException if the last step is too long ago */
    void check(RunSnapshot run, Path log) {
        if (run.step() != step) {
            step = run.step();
            since = clock.instant();
        } else if (Duration.between(since, clock.instant()).compareTo(PATIENCE) > 0) {
            throw new IllegalStateException("no step for " + PATIENCE.toSeconds() + " s after step " + step + ": "
                    + run.accounting().published() + " trajectories published, "
                    + run.groups().open() + " groups open, "
                    + run.groups().closed() + " closed, "
                    + run.groups().dropped() + " dropped; " + log + " says what the roles wait for");
        }
    }
}
