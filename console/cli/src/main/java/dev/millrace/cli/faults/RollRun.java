package dev.millrace.cli.faults;

import dev.millrace.cli.audit.RunAudit;
import dev.millrace.infra.local.BrokerProcess;
import dev.millrace.infra.local.LocalCluster;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A run on three brokers that are restarted one by one, as an upgrade does. No role is supervised: each must live through it.
 * Used by one thread, once.
 */
public final class RollRun {

    private static final int CALM_STEPS = 5;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration STOPPING = Duration.ofSeconds(60);

    private final boolean waits;
    private final long seed;
    private final Duration patience;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> console;

    /**
     * @param waits whether each next broker waits until all replicas are in sync; else it waits five seconds
     * @param patience longest time to start, to get in sync, and for the run to come back
     * @param folder empty; gets everything that the run leaves
     * @param console hears of each broker
     */
    public RollRun(boolean waits, long seed, Duration patience, Path folder, Clock clock, Consumer<String> console) {
        this.waits = waits;
        this.seed = seed;
        this.patience = patience;
        this.folder = folder;
        this.clock = clock;
        this.console = console;
    }

    /**
     * Runs.
     *
     * @throws IllegalStateException if the run does not begin, or does not come back
     */
    public RollReport run() throws InterruptedException {
        SmallRun small = SmallRun.make(folder, "roll", seed, List.of("kafka.replication=3"));
        try (LocalCluster cluster = LocalCluster.start(folder.resolve("brokers"), patience);
                LocalRegistry registry =
                        LocalRegistry.start(RegistryBackend.create(folder.resolve("registry.json")), 0)) {
            MillraceConfig settings = small.settings()
                    .with(small.settings().kafka().at(cluster.bootstrapServers(), registry.url()))
                    .within(folder.resolve("checkpoints"), folder.resolve("streams"));
            Path config = folder.resolve("config.yaml");
            MillraceConfig.loader().save(settings, config);
            new Provisioning(settings.kafka()).create();
            Map<String, RoleProcess> roles = start(config);
            try {
                return roll(cluster, settings, roles);
            } finally {
                roles.values().forEach(RoleProcess::killLater);
            }
        }
    }

    private Map<String, RoleProcess> start(Path config) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("streams", List.of("streams"));
        commands.put("scorers", List.of("score", "accuracy", "format"));
        commands.put("worker", List.of("worker", "--id", "w0"));
        commands.put("learner", List.of("learn"));
        Map<String, RoleProcess> roles = new LinkedHashMap<>();
        commands.forEach((name, command) -> {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of(
                    "-c", config.toString(), "--out", folder.resolve("roles").toString()));
            roles.put(name, RoleProcess.start(name, folder.resolve(name + ".out"), List.of(), arguments));
        });
        return roles;
    }

    private RollReport roll(LocalCluster cluster, MillraceConfig settings, Map<String, RoleProcess> roles)
            throws InterruptedException {
        RunMonitor monitor = new RunMonitor(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                clock);
        PromptFeeder feeder = SmallRun.feeder(settings, 64, true, clock);
        SmallRun.daemon("monitor", monitor::run);
        SmallRun.daemon("feeder", feeder::run);
        try {
            awaitSteps(monitor, 1);
            Duration calm;
            try (StepPauses pauses = StepPauses.watch(() -> monitor.snapshot().step(), clock)) {
                awaitSteps(monitor, CALM_STEPS);
                calm = pauses.longest();
            }
            Duration took;
            Duration longest;
            try (StepPauses pauses = StepPauses.watch(() -> monitor.snapshot().step(), clock)) {
                Instant begun = clock.instant();
                for (BrokerProcess broker : cluster.brokers()) {
                    restart(cluster, broker, monitor);
                }
                took = Duration.between(begun, clock.instant());
                awaitSteps(monitor, CALM_STEPS);
                longest = pauses.longest();
            }
            feeder.stop();
            int steps = monitor.snapshot().step();
            Map<String, String> ended = ended(roles);
            for (RoleProcess role : roles.values()) {
                role.stop(STOPPING);
            }
            cluster.awaitInSync(patience);
            return new RollReport(
                    waits,
                    took,
                    longest,
                    calm,
                    steps,
                    ended,
                    RunAudit.of(settings, settings.kafka().connection(), false));
        } finally {
            feeder.stop();
            monitor.stop();
        }
    }

    private void restart(LocalCluster cluster, BrokerProcess broker, RunMonitor monitor) throws InterruptedException {
        Instant begun = clock.instant();
        boolean clean = broker.stop(STOPPING);
        Duration stopped = Duration.between(begun, clock.instant());
        broker.start();
        if (waits) {
            cluster.awaitInSync(patience);
        }
        Thread.sleep(BETWEEN.toMillis());
        console.accept("broker " + broker.node() + (clean ? " ended in " : " was killed after ") + stopped.toSeconds()
                + " s; next after " + Duration.between(begun, clock.instant()).toSeconds() + " s, at step "
                + monitor.snapshot().step());
    }

    private void awaitSteps(RunMonitor monitor, int more) throws InterruptedException {
        int wanted = monitor.snapshot().step() + more;
        Instant until = clock.instant().plus(patience);
        while (monitor.snapshot().step() < wanted) {
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("the run made no " + more + " steps after step " + (wanted - more)
                        + " within " + patience.toSeconds() + " s; logs in " + folder);
            }
            Thread.sleep(TICK.toMillis());
        }
    }

    private static Map<String, String> ended(Map<String, RoleProcess> roles) {
        Map<String, String> ended = new TreeMap<>();
        roles.forEach((name, role) -> {
            if (!role.isAlive()) {
                ended.put(name, "exit code " + role.exitCode() + ": " + role.lastLine());
            }
        });
        return ended;
    }
}
