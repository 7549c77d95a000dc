package dev.millrace.cli.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands of a run as processes, and all that they print. Belongs to one thread. */
public final class RunProcesses implements AutoCloseable {

    /** Clients of Kafka and of the registry tell all their settings at these levels. */
    private static final List<String> TALKING = List.of(
            "<root level=\"INFO\">",
            "<logger name=\"org.apache.kafka.common.config\" level=\"DEBUG\"/>",
            "<logger name=\"org.apache.kafka.common.security\" level=\"DEBUG\"/>",
            "<logger name=\"io.confluent\" level=\"DEBUG\"/>");

    private static final List<String> QUIET =
            List.of("<root level=\"WARN\">", "<logger name=\"dev.millrace\" level=\"INFO\"/>");

    private static final String LOGGING =
            """
            <configuration>
              <appender name="terminal" class="ch.qos.logback.core.ConsoleAppender">
                <encoder class="ch.qos.logback.core.encoder.LayoutWrappingEncoder">
                  <layout class="dev.millrace.runtime.log.HidingLayout">
                    <pattern>%d{HH:mm:ss} %-5level %logger{0}: %msg %kvp%n</pattern>
                  </layout>
                </encoder>
              </appender>
              ROOT<appender-ref ref="terminal"/></root>
              LOGGERS
            </configuration>
            """;

    private final Path folder;
    private final Path logging;
    private final Map<String, Process> running = new LinkedHashMap<>();
    private final Map<String, String> commandLines = new TreeMap<>();

    /**
     * How a command is set.
     *
     * @param file of its settings
     * @param environment of its process, besides ours
     */
    public record Settings(Path file, Map<String, String> environment) {}

    private RunProcesses(Path folder, List<String> levels) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.logging = Files.writeString(
                folder.resolve("logging.xml"),
                LOGGING.replace("ROOT", levels.get(0))
                        .replace("LOGGERS", String.join("\n", levels.subList(1, levels.size()))));
    }

    /** @param folder gets what they print, and what they write; the clients say all they know */
    static RunProcesses talking(Path folder) throws IOException {
        return new RunProcesses(folder, TALKING);
    }

    /** The same, where the clients say what they have to. */
    public static RunProcesses quiet(Path folder) throws IOException {
        return new RunProcesses(folder, QUIET);
    }

    /** Starts a command; what it prints is in {@code NAME.out}. */
    public void start(String name, Settings settings, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dmillrace.patience=PT2M",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.cli.Millrace"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-c", settings.file().toString(), "--verbose"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out(name).toFile());
        builder.environment().putAll(settings.environment());
        running.put(name, builder.start());
    }

    /** Runs a command to its end; gives its exit code. */
    public int run(String name, Settings settings, String... arguments) throws IOException, InterruptedException {
        start(name, settings, arguments);
        return awaitExit(name, Duration.ofMinutes(2));
    }

    public int awaitExit(String name, Duration patience) throws InterruptedException {
        Process process = Objects.requireNonNull(running.remove(name), name);
        until(name + " is done", patience, () -> !process.isAlive());
        return process.exitValue();
    }

    /** Polls, and looks at the list of processes; that another one has ended meanwhile is an error. */
    public void until(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            listProcesses();
            if (Instant.now().isAfter(end) || running.values().stream().anyMatch(process -> !process.isAlive())) {
                throw new IllegalStateException("not within " + patience + ": " + what + "; " + lastLines());
            }
            Thread.sleep(250);
        }
    }

    /** What others see of each process: its command line. */
    private void listProcesses() {
        running.forEach((name, process) -> {
            try {
                commandLines.put(name, Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline")));
            } catch (IOException ended) {
                return;
            }
        });
    }

    /** An address that a process has printed. */
    public String printed(String name, Pattern line, Duration patience) throws InterruptedException {
        until(name + " has printed " + line, patience, () -> line.matcher(said(name))
                .find());
        Matcher found = line.matcher(said(name));
        found.find();
        return found.group(1);
    }

    public String said(String name) {
        try {
            return Files.readString(out(name), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM to all. */
    public void stop() throws InterruptedException {
        running.values().forEach(Process::destroy);
        for (Process process : running.values()) {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        running.clear();
    }

    /** Canaries by where they were seen: everything printed or written, and the command lines. */
    Map<String, TreeSet<String>> seen(Canaries canaries) throws IOException {
        Map<String, TreeSet<String>> seen = new TreeMap<>();
        for (String file : files()) {
            note(seen, file, canaries.in(Files.readAllBytes(folder.resolve(file))));
        }
        commandLines.forEach((name, line) -> note(seen, "command line of " + name, canaries.in(line)));
        return seen;
    }

    /** All files that were written, and what was printed. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    static void note(Map<String, TreeSet<String>> seen, String where, TreeSet<String> canaries) {
        if (!canaries.isEmpty()) {
            seen.put(where, canaries);
        }
    }

    private String lastLines() {
        StringBuilder last = new StringBuilder();
        running.forEach((name, process) -> {
            List<String> lines = said(name).lines().toList();
            last.append("\n" + name + (process.isAlive() ? "" : " (ended)") + ": "
                    + String.join("\n    ", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
        });
        return last.toString();
    }

    private Path out(String name) {
        return folder.resolve(name + ".out");
    }

    @Override
    public void close() {
        running.values().forEach(Process::destroyForcibly);
    }
}
