package dev.millrace.streams.scoring.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a function when Millrace itself is killed. */
@Tag("slow")
@Timeout(60)
class OrphanedProcessTest {

    private static final String HANGS =
            """
            import os, time

            def hangs(samples):
                open("%s", "w").write(str(os.getpid()))
                while True:
                    time.sleep(1)
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void requirePython() {
        PythonFile.requirePython();
    }

    @Test
    void shouldEndTheFunctionWhenMillraceIsKilled() throws IOException, InterruptedException {
        // Given another Java in which a function hangs
        Path witness = folder.resolve("pid");
        PythonFile file = PythonFile.of(folder, HANGS.formatted(witness));
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hanging.class.getName(),
                        file.path().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Awaitility.await().until(() -> Files.exists(witness) && Files.size(witness) > 0);
        ProcessHandle function =
                ProcessHandle.of(Long.parseLong(Files.readString(witness))).orElseThrow();
        assertThat(function.isAlive()).isTrue();

        // When it is killed, without a chance to end anything
        java.destroyForcibly().waitFor();

        // Then the function's process ends all the same
        Awaitility.await().until(() -> !function.isAlive());
    }

    /** Asks the function in the file that is its argument. */
    static final class Hanging {

        private Hanging() {}

        public static void main(String[] arguments) throws Exception {
            PythonFile.at(Path.of(arguments[0]))
                    .callTimeout(Duration.ofMinutes(1))
                    .scorer("hangs", Duration.ofMinutes(5))
                    .score(PythonFile.group("a"));
        }
    }
}
