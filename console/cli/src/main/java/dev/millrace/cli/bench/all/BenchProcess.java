package dev.millrace.cli.bench.all;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs one bench, and keeps what it says in a file. What it says is shown as it comes. Belongs to one thread. */
final class BenchProcess {

    private static final double NANOS = 1e9;
    private static final Duration ENDING = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 200;

    /** Exit code of a process that was ended for taking too long. */
    static final int TOO_LONG = -1;

    /**
     * How it ended.
     *
     * @param exitCode of the process, or {@link #TOO_LONG}
     * @param seconds from its start
     * @param cpuSeconds CPU of the process and of those that it has started, as last seen while they lived
     * @param lastWords its last line
     */
    record Ended(int exitCode, double seconds, double cpuSeconds, String lastWords) {}

    private final List<String> command;
    private final Path said;
    private final Duration limit;
    private final Consumer<String> out;
    private final AtomicReference<String> lastWords = new AtomicReference<>("it said nothing");

    /**
     * @param said where its lines are kept
     * @param out takes its lines
     */
    BenchProcess(List<String> command, Path said, Duration limit, Consumer<String> out) {
        this.command = command;
        this.said = said;
        this.limit = limit;
        this.out = out;
    }

    Ended run() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        ProcessorTime time = new ProcessorTime();
        Thread reading = new Thread(() -> read(process), "bench-output");
        reading.start();
        try {
            boolean late = false;
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                time.look(process);
                if (!late && System.nanoTime() - begun > limit.toNanos()) {
                    late = true;
                    end(process);
                }
            }
            reading.join();
            return new Ended(
                    late ? TOO_LONG : process.exitValue(),
                    (System.nanoTime() - begun) / NANOS,
                    time.seconds(),
                    Objects.requireNonNull(lastWords.get()));
        } finally {
            end(process);
        }
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        below.forEach(ProcessHandle::destroy);
    }

    private void read(Process process) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter kept = new PrintWriter(Files.newBufferedWriter(said), true)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                kept.println(line);
                out.accept(line);
                if (!line.isBlank()) {
                    lastWords.set(line);
                }
            }
        } catch (IOException e) {
            lastWords.set("its output cannot be kept: " + e);
        }
    }
}
