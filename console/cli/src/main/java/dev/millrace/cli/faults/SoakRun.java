package dev.millrace.cli.faults;

import dev.millrace.cli.faults.FaultCluster.Part;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A run without faults, of whole processes, whose memory and state are watched. Every heap has its full size from the
 * beginning, so that what grows is not Java's, and a heap that is too small for what is held ends its process. Used by one
 * thread, once; on Linux.
 */
public final class SoakRun {

    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration REPORT = Duration.ofSeconds(30);
    private static final Duration STARTING = Duration.ofMinutes(5);
    private static final List<String> WHOLE_HEAP =
            List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=64m");

    private final long seed;
    private final Duration length;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> console;

    /**
     * @param length how long it is watched, from its first step on
     * @param folder gets everything that the run leaves; made if it is not there
     * @param console hears of it now and then
     */
    public SoakRun(long seed, Duration length, Path folder, Clock clock, Consumer<String> console) {
        this.seed = seed;
        this.length = length;
        this.folder = folder;
        this.clock = clock;
        this.console = console;
    }

    /**
     * Runs.
     *
     * @throws IllegalStateException if it makes no first step
     */
    public SoakReport run() throws InterruptedException {
        SmallRun run = SmallRun.make(folder, "soak", seed, List.of("assembly.closed_retention=20s"));
        try (FaultCluster cluster = new FaultCluster(folder, run.settings(), WHOLE_HEAP, Optional.empty())) {
            cluster.start();
            RunMonitor monitor = new RunMonitor(
                    cluster.connection(),
                    cluster.settings().kafka().topics(),
                    cluster.settings().run().id(),
                    clock);
            PromptFeeder feeder = SmallRun.feeder(cluster.settings(), 64, true, clock);
            SmallRun.daemon("monitor", monitor::run);
            SmallRun.daemon("feeder", feeder::run);
            try {
                SoakReport report = new SoakReport(seed, watch(cluster, monitor), cluster.endedByThemselves());
                Files.writeString(folder.resolve("soak.json"), report.toJson() + "\n");
                return report;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the report in " + folder, e);
            } finally {
                feeder.stop();
                monitor.stop();
            }
        }
    }

    private List<SoakSample> watch(FaultCluster cluster, RunMonitor monitor) throws InterruptedException {
        Instant patient = clock.instant().plus(STARTING);
        while (monitor.snapshot().step() == 0) {
            if (clock.instant().isAfter(patient)) {
                throw new IllegalStateException("no step within " + STARTING + "; logs in " + folder);
            }
            cluster.supervise();
            Thread.sleep(TICK.toMillis());
        }
        Instant begun = clock.instant();
        Instant said = begun;
        List<SoakSample> samples = new ArrayList<>();
        while (clock.instant().isBefore(begun.plus(length))) {
            Thread.sleep(TICK.toMillis());
            cluster.supervise();
            SoakSample sample = sample(cluster, monitor, begun);
            samples.add(sample);
            if (clock.instant().isAfter(said.plus(REPORT))) {
                said = clock.instant();
                console.accept(sample.second() + " s  step " + sample.step() + "  state " + sample.stateKiB()
                        + " KiB  memory " + new TreeMap<>(sample.residentKiB()));
            }
        }
        return samples;
    }

    private SoakSample sample(FaultCluster cluster, RunMonitor monitor, Instant begun) {
        Map<String, Long> resident = new TreeMap<>();
        for (Part part : Part.values()) {
            cluster.part(part).residentKiB().ifPresent(kib -> resident.put(part.label(), kib));
        }
        return new SoakSample(
                Duration.between(begun, clock.instant()).toSeconds(),
                monitor.snapshot().step(),
                resident,
                size(cluster.streamsState()) / 1024);
    }

    /** Bytes of the files below a folder, which come and go meanwhile. */
    private static long size(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.mapToLong(SoakRun::length).sum();
        } catch (UncheckedIOException | IOException gone) {
            Throwable cause = gone instanceof UncheckedIOException ? gone.getCause() : gone;
            if (cause instanceof NoSuchFileException) {
                return size(folder); // a folder was deleted while it was read
            }
            throw new IllegalStateException("cannot read " + folder + ": " + gone, gone);
        }
    }

    private static long length(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of " + file, e);
        }
    }
}
