package dev.millrace.cli.bench.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A demo in a process of its own, from its command to its first committed step. Belongs to one thread. */
final class StartedDemo implements AutoCloseable {

    /** Set by the launcher: where it lies. */
    private static final String LAUNCHER = "millrace.launcher";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ENDING = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;

    /** More than it comes to: it is ended after the first. */
    private static final String STEPS = "240";

    private final Path folder;
    private final Path said;
    private final Instant asked;
    private final Process process;

    private StartedDemo(Path folder, Path said, Instant asked, Process process) {
        this.folder = folder;
        this.said = said;
        this.asked = asked;
        this.process = process;
    }

    /**
     * Gives the command.
     *
     * @param folder of its results, which is not there yet
     * @param sharing whether it may use an archive of classes
     */
    static StartedDemo start(Path folder, boolean sharing) throws IOException {
        Path said = folder.resolveSibling(folder.getFileName() + ".txt");
        List<String> command = new ArrayList<>(command(sharing));
        command.addAll(List.of("demo", "--plain", "--steps", STEPS, "--out", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("MILLRACE_ARCHIVE", sharing ? "1" : "0");
        Instant asked = Instant.now();
        return new StartedDemo(folder, said, asked, builder.start());
    }

    /** Through the launcher where that has started this process, else as this process was started. */
    private static List<String> command(boolean sharing) {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher != null) {
            return List.of(launcher);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> sharing || !option.startsWith("-XX:SharedArchiveFile"))
                .filter(option -> !option.startsWith("-agent") && !option.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.millrace.cli.Millrace"));
        return command;
    }

    /**
     * Waits for the first committed step.
     *
     * @throws IllegalStateException with the demo's last line, if it ends before or takes too long
     */
    StartOnce awaitStep() throws IOException, InterruptedException {
        Path file = folder.resolve("start.json");
        Instant until = asked.plus(PATIENCE);
        while (!Files.exists(file)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the demo ended before its first step: " + lastWords());
            }
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        "the demo made no step within " + PATIENCE.toSeconds() + " s: " + lastWords());
            }
            Thread.sleep(POLL_MILLIS);
        }
        return StartOnce.read(file, asked);
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(said).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }

    /** Ends it in order, so that it leaves its archive of classes, if it is the one that makes it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(said);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + said + ": " + e, e);
        }
    }
}
