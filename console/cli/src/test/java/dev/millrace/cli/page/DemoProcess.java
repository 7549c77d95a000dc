package dev.millrace.cli.page;

import dev.millrace.cli.Millrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A demo as a process of its own, which is stopped as Ctrl-C does. Used by one thread. */
final class DemoProcess implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(90);

    private final Process process;
    private final Path said;

    private DemoProcess(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** @param said file of what it says */
    static DemoProcess start(Path said, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                Millrace.class.getName(),
                "demo",
                "--plain"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        return new DemoProcess(process, said);
    }

    /** Waits until it has said something; gives the first group of what was found. */
    String await(Pattern wanted, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Matcher found = wanted.matcher(said());
            if (found.find()) {
                return found.group(1);
            }
            requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the demo does not say " + wanted + ": " + said());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("the demo ended early, with " + process.exitValue() + ": " + said());
        }
    }

    /** What it has said so far. */
    String said() {
        try {
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("what the demo said cannot be read", e);
        }
    }

    /** Stops it; gives its exit code. */
    int stop() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the demo does not stop: " + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
