package dev.millrace.infra.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One broker of a {@link LocalCluster}, with its controller, in a process of its own. Belongs to one thread. */
public final class BrokerProcess {

    private final int node;
    private final Path folder;
    private @Nullable Process process;

    private BrokerProcess(int node, Path folder) {
        this.node = node;
        this.folder = folder;
    }

    /** Prepares the folder of a broker that is not started. */
    static BrokerProcess prepare(int node, Path folder, String clusterId, Map<String, String> settings) {
        Path data = folder.resolve("data");
        try {
            Files.createDirectories(data);
            Map<String, String> all = new TreeMap<>(settings);
            all.put("node.id", String.valueOf(node));
            all.put("log.dirs", data.toString());
            Files.writeString(
                    folder.resolve("server.properties"),
                    all.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                            .collect(Collectors.joining()),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the folder " + folder + " of broker " + node, e);
        }
        LocalBroker.format(data, clusterId, node);
        return new BrokerProcess(node, folder);
    }

    /** Its id in the cluster, from 1. */
    public int node() {
        return node;
    }

    /** Starts it, and does not wait until it serves. */
    public void start() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                folder.resolve("server.properties").toString());
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("broker.out").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start broker " + node, e);
        }
    }

    /** Whether its process lives. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /**
     * SIGTERM, after which it hands its partitions over and ends; SIGKILL if that takes longer than the patience.
     *
     * @return whether it ended by itself
     */
    public boolean stop(Duration patience) throws InterruptedException {
        Process running = process;
        if (running == null) {
            return true;
        }
        running.destroy();
        boolean ended = running.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            running.destroyForcibly().waitFor();
        }
        return ended;
    }

    /** SIGKILL, without waiting. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
