package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that compute are stopped by Ctrl-C at once, wherever they are, and say so. */
@Tag("slow")
@Timeout(300)
class StopProcessTest {

    /** Stands for having the engine's library, of which no command prints a line. */
    private static final String ENGINE = "libtorch";

    @TempDir
    Path folder;

    @Test
    void shouldStopPretrainingInTheMidstOfAStep() throws Exception {
        stopped(
                ENGINE,
                Duration.ofMillis(2_000),
                "pretrain",
                "--only",
                "base",
                "--out",
                folder.resolve("made").toString());
        assertThat(folder.resolve("made/base")).doesNotExist();
    }

    @Test
    void shouldStopAnEvaluation() throws Exception {
        stopped(ENGINE, Duration.ofMillis(500), "evaluate", "base", "--scenes", "100000");
    }

    @Test
    void shouldStopADemoWhoseBrokerStarts() throws Exception {
        stopped(
                "starting a broker",
                Duration.ofMillis(300),
                "demo",
                "--steps",
                "1",
                "--plain",
                "--no-page",
                "--out",
                folder.resolve("demo").toString());
    }

    /** Starts a command, waits for a line and a while longer, interrupts it, and holds it to a clean end. */
    private static void stopped(String line, Duration after, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                System.getProperty("java.home") + "/bin/java",
                "-Xmx2g",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.cli.Millrace"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            if (line.equals(ENGINE)) {
                awaitEngine(process);
            } else {
                for (String next = out.readLine(); next != null; next = out.readLine()) {
                    said.add(next);
                    if (next.contains(line)) {
                        break;
                    }
                }
            }
            assertThat(process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS))
                    .as("it runs on: %s", said)
                    .isFalse();
            interrupt(process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            out.lines().forEach(said::add);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("%s", said).isEqualTo(130);
        assertThat(said).anyMatch(text -> text.contains("stopped"));
        assertThat(said)
                .noneMatch(text -> text.startsWith("\tat ") || text.contains("SIGSEGV") || text.contains("anyway"));
    }

    private static void awaitEngine(Process process) throws IOException, InterruptedException {
        Path maps = Path.of("/proc", String.valueOf(process.pid()), "maps");
        while (process.isAlive() && !Files.readString(maps).contains(ENGINE)) {
            Thread.sleep(50);
        }
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }
}
