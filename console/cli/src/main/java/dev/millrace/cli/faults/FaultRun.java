package dev.millrace.cli.faults;

import dev.millrace.audit.AuditReport;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A run under faults, from its first prompt to the audit of what it has left.
 *
 * <p>Between two faults the run must make a step, so that each hits a run that works. In the end it is mended and fed
 * until nothing is pending; then its topics are audited, and a learner without checkpoints repeats it from its experience
 * and must come to the same weights. Used by one thread, once.
 */
public final class FaultRun {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration QUIET = Duration.ofSeconds(4);

    private final FaultSettings faults;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> console;
    private final Random random;
    private final List<FiredFault> fired = new ArrayList<>();
    private final Map<FaultKind, String> leftOut = new EnumMap<>(FaultKind.class);

    /**
     * @param folder gets everything that the run leaves; made if it is not there
     * @param console hears of each fault
     */
    public FaultRun(FaultSettings faults, Path folder, Clock clock, Consumer<String> console) {
        this.faults = faults;
        this.folder = folder;
        this.clock = clock;
        this.console = console;
        this.random = new Random(faults.seed());
    }

    /**
     * Runs.
     *
     * @throws IllegalStateException if a fault does not take effect, or the run does not come back from one
     */
    public FaultReport run() throws InterruptedException {
        Instant begun = clock.instant();
        List<String> further = new ArrayList<>(List.of(
                "reward.weights.chaos=0.3",
                "scorers.chaos.type=external",
                "learner.resume=" + faults.resume().name().toLowerCase(Locale.ROOT)));
        further.addAll(faults.overrides());
        SmallRun run = SmallRun.make(folder, "faults", faults.seed(), further);
        MillraceConfig small = run.settings();
        try (FaultCluster cluster = new FaultCluster(folder, small, List.of(), disk())) {
            cluster.start();
            ChaosScorer scorer = new ChaosScorer(
                    cluster.connection(),
                    small.kafka().topics(),
                    small.run().id(),
                    faults.seed(),
                    small.assembly().deadline().plusSeconds(3),
                    clock);
            RunMonitor monitor = new RunMonitor(
                    cluster.connection(), small.kafka().topics(), small.run().id(), small.headline(), clock);
            PromptFeeder feeder = SmallRun.feeder(cluster.settings(), 64, true, clock);
            SmallRun.daemon("chaos-scorer", scorer::run);
            SmallRun.daemon("monitor", monitor::run);
            SmallRun.daemon("feeder", feeder::run);
            try {
                fire(cluster, monitor, begun);
                feeder.stop();
                drain(cluster, monitor);
            } finally {
                feeder.stop();
                scorer.stop();
                monitor.stop();
            }
            int steps = monitor.snapshot().step();
            cluster.stopRoles();
            AuditReport audit = RunAudit.of(cluster.settings(), cluster.connection(), true);
            RoleProcess replay = cluster.startReplay(steps);
            boolean ended = replay.awaitExit(faults.patience());
            if (!ended) {
                replay.kill();
            }
            FaultReport report = new FaultReport(
                    faults.seed(),
                    Duration.between(begun, clock.instant()).toSeconds(),
                    steps,
                    fired,
                    leftOut,
                    scorer.done(),
                    cluster.endedByThemselves(),
                    audit,
                    replay.lastLine(),
                    ended && replay.exitCode() == 0);
            write(report);
            return report;
        }
    }

    /** A disk that can be filled, if that is to be done; without one the fault is left out, and that is said. */
    private Optional<StateDisk> disk() throws InterruptedException {
        if (!faults.kinds().contains(FaultKind.DISK_FULL)) {
            return Optional.empty();
        }
        StateDisk.Mounting mounting = StateDisk.mount(folder.toAbsolutePath().resolve("streams-disk"));
        if (mounting.disk().isEmpty()) {
            leftOut.put(FaultKind.DISK_FULL, "no disk of its own can be mounted: " + mounting.whyNot());
            leftOut.forEach((kind, why) -> console.accept(kind.label() + " is left out: " + why));
        }
        return mounting.disk();
    }

    private void fire(FaultCluster cluster, RunMonitor monitor, Instant begun) throws InterruptedException {
        FaultActions actions = new FaultActions(cluster, random, faults.patience());
        awaitStep(cluster, monitor, 0);
        do {
            List<FaultKind> round = new ArrayList<>(faults.kinds());
            leftOut.forEach((kind, why) -> round.remove(kind));
            Collections.shuffle(round, random);
            for (FaultKind kind : round) {
                int step = monitor.snapshot().step();
                String seen = actions.fire(kind);
                long second = Duration.between(begun, clock.instant()).toSeconds();
                fired.add(new FiredFault(kind, second, step, seen));
                console.accept(String.format("%5d s  step %4d  %-24s %s", second, step, kind.label(), seen));
                awaitStep(cluster, monitor, monitor.snapshot().step());
            }
        } while (clock.instant().isBefore(begun.plus(faults.least())));
    }

    /** Waits until the run has made a step after {@code step}. */
    private void awaitStep(FaultCluster cluster, RunMonitor monitor, int step) throws InterruptedException {
        await(cluster, "to make a step after " + step, () -> monitor.snapshot().step() > step);
    }

    /** Mends everything, and gives the run single prompts until it has nothing pending any more. */
    private void drain(FaultCluster cluster, RunMonitor monitor) throws InterruptedException {
        cluster.heal();
        Instant until = clock.instant().plus(faults.patience().multipliedBy(2));
        Instant quietSince = clock.instant();
        String before = "";
        while (true) {
            cluster.supervise();
            Thread.sleep(TICK.toMillis());
            String now = monitor.snapshot().accounting().toString();
            if (!now.equals(before)) {
                before = now;
                quietSince = clock.instant();
            }
            boolean quiet = clock.instant()
                    .isAfter(quietSince
                            .plus(QUIET)
                            .plus(cluster.settings().assembly().deadline()));
            if (quiet && monitor.snapshot().accounting().pending() == 0) {
                return;
            }
            if (quiet) {
                // Fewer groups than a batch are left: the learner waits for more.
                SmallRun.feeder(cluster.settings(), 1, false, clock).run();
                quietSince = clock.instant();
            }
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("the run did not come to rest: " + now + "; logs in " + folder);
            }
        }
    }

    private void await(FaultCluster cluster, String what, BooleanSupplier condition) throws InterruptedException {
        Instant until = clock.instant().plus(faults.patience());
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("the run failed " + what + " within " + faults.patience() + " after "
                        + (fired.isEmpty()
                                ? "its start"
                                : fired.get(fired.size() - 1).kind().label())
                        + "; ended by themselves: " + cluster.endedByThemselves() + "; logs in " + folder);
            }
            cluster.supervise();
            Thread.sleep(TICK.toMillis());
        }
    }

    private void write(FaultReport report) {
        try {
            Files.writeString(folder.resolve("faults.json"), report.toJson() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report in " + folder, e);
        }
    }
}
