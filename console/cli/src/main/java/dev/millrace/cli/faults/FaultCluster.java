package dev.millrace.cli.faults;

import dev.millrace.infra.local.Port;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.io.Closing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The processes of a run, a proxy before its broker and one before its registry. Closing it ends them all. Belongs to one
 * thread.
 */
final class FaultCluster implements AutoCloseable {

    /** The processes. */
    enum Part {
        BROKER,
        STREAMS,
        SCORERS,
        WORKER,
        LEARNER;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration STARTING = Duration.ofMinutes(3);
    private static final Duration STOPPING = Duration.ofSeconds(30);

    private final Path folder;
    private final int brokerPort;
    private final int registryPort;
    private final FaultProxy broker;
    private final Map<Part, OwnPort> ownPorts = new EnumMap<>(Part.class);
    private final FaultProxy registry;
    private final Optional<StateDisk> stateDisk;
    private final List<String> options;
    private final MillraceConfig settings;
    private final Map<Part, RoleProcess> parts = new EnumMap<>(Part.class);
    private final Queue<RoleProcess> started = new ConcurrentLinkedQueue<>();
    private final Thread onExit = new Thread(this::leaveNothing, "fault-cluster-exit");
    private final Map<String, Integer> endedByThemselves = new TreeMap<>();

    /**
     * @param folder empty; gets the broker's data, the checkpoints, the streams' state and all logs
     * @param settings of the run; where broker and registry are, is put in
     * @param options further ones of every JVM
     * @param stateDisk holds the state of the streams; owned by this
     */
    FaultCluster(Path folder, MillraceConfig settings, List<String> options, Optional<StateDisk> stateDisk) {
        this.options = List.copyOf(options);
        this.stateDisk = stateDisk;
        this.folder = folder;
        this.brokerPort = Port.free();
        this.registryPort = Port.free();
        this.broker = FaultProxy.start(brokerPort);
        this.registry = FaultProxy.start(registryPort);
        for (Part part : Part.values()) {
            if (part != Part.BROKER) {
                ownPorts.put(part, OwnPort.open());
            }
        }
        KafkaConfig there = settings.kafka().at("127.0.0.1:" + broker.port(), "http://127.0.0.1:" + registry.port());
        this.settings = settings.with(there).within(folder.resolve("checkpoints"), streamsState());
        MillraceConfig.loader().save(this.settings, config());
        Runtime.getRuntime().addShutdownHook(onExit); // Ctrl-C leaves no process and no mount behind
    }

    /** The settings with the addresses of the proxies. */
    MillraceConfig settings() {
        return settings;
    }

    KafkaConnection connection() {
        return settings.kafka().connection();
    }

    FaultProxy broker() {
        return broker;
    }

    /** The proxy that a role alone goes through. */
    FaultProxy brokerProxy(Part part) {
        return ownPort(part).proxy();
    }

    /** All proxies before the broker. */
    List<FaultProxy> brokerProxies() {
        return Stream.concat(Stream.of(broker), ownPorts.values().stream().map(OwnPort::proxy))
                .toList();
    }

    /** The disk of the streams, if they have one of their own. */
    Optional<StateDisk> stateDisk() {
        return stateDisk;
    }

    FaultProxy registry() {
        return registry;
    }

    /** Starts everything, topics and schemas first. */
    void start() {
        start(Part.BROKER);
        awaitBroker();
        new Provisioning(settings.kafka()).create();
        for (Part part : Part.values()) {
            if (part != Part.BROKER) {
                start(part);
            }
        }
    }

    /** Waits until broker and registry answer, through their proxies. */
    void awaitBroker() {
        new Preflight(connection(), STARTING).check();
    }

    void start(Part part) {
        start(part, List.of());
    }

    /** @param options further ones of the JVM */
    void start(Part part, List<String> options) {
        parts.put(part, process(part.label(), options, arguments(part)));
    }

    /** Another process of a part, beside the one that is there; the caller ends it. */
    RoleProcess startSecond(Part part) {
        List<String> arguments = part == Part.WORKER ? through(part, "worker", "--id", "w1") : arguments(part);
        return process("second-" + part.label(), List.of(), arguments);
    }

    /** A learner with a folder of its own, which has no checkpoints, up to a step. */
    RoleProcess startReplay(int steps) {
        Path fresh = folder.resolve("replay");
        return process(
                "replay",
                List.of(),
                List.of(
                        "learn",
                        "-c",
                        config().toString(),
                        "--out",
                        fresh.toString(),
                        "-s",
                        "learner.total_steps=" + steps,
                        "-s",
                        "learner.resume=exact",
                        "-s",
                        "learner.checkpoint.folder=" + fresh.resolve("checkpoints")));
    }

    RoleProcess part(Part part) {
        return Objects.requireNonNull(parts.get(part), "it was never started");
    }

    /** This process is that part from now on. */
    void keep(Part part, RoleProcess process) {
        parts.put(part, process);
    }

    /** Starts again what has ended though nobody killed it, as a supervisor would. */
    void supervise() {
        for (Part part : Part.values()) {
            RoleProcess process = part(part);
            if (!process.isAlive()) {
                endedByThemselves.merge(
                        part.label() + ", exit code " + process.exitCode() + ": " + process.lastLine(),
                        1,
                        Integer::sum);
                start(part);
            }
        }
    }

    /** What ended by itself, with its last words, and how often. */
    Map<String, Integer> endedByThemselves() {
        return Map.copyOf(endedByThemselves);
    }

    /** Lets everything pass again. */
    void heal() {
        brokerProxies().forEach(FaultProxy::heal);
        registry.heal();
        stateDisk.ifPresent(StateDisk::free);
    }

    /** Deletes the folder of the streams, which must not run. */
    long deleteStreamsState() {
        Path state = streamsState();
        try (Stream<Path> walk = Files.walk(state)) {
            List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.delete(path);
            }
            return all.size();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + state, e);
        }
    }

    /** Stops every part but the broker. */
    void stopRoles() throws InterruptedException {
        for (Part part : List.of(Part.WORKER, Part.SCORERS, Part.STREAMS, Part.LEARNER)) {
            part(part).stop(STOPPING);
        }
    }

    private List<String> arguments(Part part) {
        return switch (part) {
            case BROKER -> brokerArguments();
            case STREAMS -> through(part, "streams");
            case SCORERS -> through(part, SmallRun.scoring(settings).toArray(String[]::new));
            case WORKER -> through(part, "worker", "--id", "w0");
            case LEARNER -> through(part, "learn");
        };
    }

    private List<String> brokerArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "local",
                "--bare",
                "--run",
                folder.toString(),
                "--port",
                String.valueOf(brokerPort),
                "--registry-port",
                String.valueOf(registryPort),
                "--advertised-port",
                String.valueOf(broker.port())));
        for (OwnPort own : ownPorts.values()) {
            arguments.addAll(List.of("--also", own.port() + "=" + own.proxy().port()));
        }
        return arguments;
    }

    /** A command of a role, which reaches the broker by its own proxy. */
    private List<String> through(Part part, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("-c", config().toString(), "--out", roles()));
        arguments.addAll(
                List.of("-s", "kafka.bootstrap=127.0.0.1:" + brokerProxy(part).port()));
        return arguments;
    }

    private OwnPort ownPort(Part part) {
        return Objects.requireNonNull(ownPorts.get(part), "the broker goes through no proxy");
    }

    /** The folder of the streams. */
    Path streamsState() {
        return stateDisk.map(disk -> disk.path().resolve("state")).orElse(folder.resolve("streams"));
    }

    private RoleProcess process(String name, List<String> further, List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(further);
        RoleProcess process = RoleProcess.start(name, folder.resolve(name + ".out"), all, arguments);
        started.add(process);
        return process;
    }

    private Path config() {
        return folder.resolve("config.yaml");
    }

    private String roles() {
        return folder.resolve("roles").toString();
    }

    /** A port of the broker that one role alone uses, and the proxy before it. */
    private record OwnPort(int port, FaultProxy proxy) {

        static OwnPort open() {
            int port = Port.free();
            return new OwnPort(port, FaultProxy.start(port));
        }
    }

    private void leaveNothing() {
        killAll();
        stateDisk.ifPresent(StateDisk::close);
    }

    private void killAll() {
        for (RoleProcess process : started) {
            if (process.isAlive()) {
                process.killLater();
            }
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(brokerProxies());
        all.add(registry);
        stateDisk.ifPresent(all::add);
        try {
            killAll();
        } finally {
            Closing.all(all);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is on its way out, and the hook does the same.
            return;
        }
    }
}
