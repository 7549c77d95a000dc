package dev.millrace.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One command of Millrace in a process of its own. Belongs to one thread but for what says otherwise. */
final class RoleProcess {

    private static final String ENTRY = "dev.millrace.cli.Millrace";

    private final String name;
    private final Process process;
    private final Path output;

    private RoleProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a command with the Java and the class path of this process.
     *
     * @param name for people
     * @param output gets all that it prints, after what is there
     * @param options of the JVM
     * @param arguments of the command line
     */
    static RoleProcess start(String name, Path output, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // a process that lives for seconds is better not optimised
                "-Dmillrace.patience=PT2M",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ENTRY));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new RoleProcess(name, process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGKILL, without waiting. Safe from any thread. */
    void killLater() {
        process.destroyForcibly();
    }

    /** SIGTERM, and SIGKILL if that does not help within the patience. */
    void stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (!awaitExit(patience)) {
            kill();
        }
    }

    /** SIGSTOP: it stands still and holds all it has. */
    void pause() throws InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void resume() throws InterruptedException {
        signal("-CONT");
    }

    /** Waits for its end; false if it goes on. */
    boolean awaitExit(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Its exit code; that of a signal is 128 and the signal's number. */
    int exitCode() {
        return process.exitValue();
    }

    /** The last line that it printed. */
    String lastLine() {
        try {
            List<String> lines = Files.readAllLines(output);
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "its output cannot be read: " + e;
        }
    }

    /** How many lines of its output, which it may share with others of its name, say this. */
    long linesWith(String words) {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.contains(words)).count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the output of " + name, e);
        }
    }

    /** Memory that it has in RAM, as Linux says; empty when it has ended, or elsewhere. */
    OptionalLong residentKiB() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException ended) {
            return OptionalLong.empty();
        }
    }

    private void signal(String which) throws InterruptedException {
        try {
            int code = new ProcessBuilder("kill", which, String.valueOf(pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + which + " of " + name + " gave " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("there is no kill command for " + name, e);
        }
    }
}
