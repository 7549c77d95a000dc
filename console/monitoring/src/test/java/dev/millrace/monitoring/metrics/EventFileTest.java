package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.monitoring.metrics.EventFileReader.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes are those that TensorBoard's own reader took; they are read back here by a reader that shares no code. */
class EventFileTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String READER = "import sys\n"
            + "from tensorboard.backend.event_processing.event_accumulator import EventAccumulator\n"
            + "a = EventAccumulator(sys.argv[1]); a.Reload()\n"
            + "print([(t, [(e.step, round(e.value, 6), e.wall_time) for e in a.Scalars(t)]) for t in"
            + " sorted(a.Tags()['scalars'])])\n";

    @TempDir
    Path folder;

    @Test
    void shouldWriteTheFramingOfTensorFlow() throws Exception {
        byte[] bytes = Files.readAllBytes(write());

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(golden());
    }

    @Test
    void shouldBeReadBackScalarByScalar() throws Exception {
        assertThat(EventFileReader.read(write()))
                .containsExactly(
                        new Scalar("actor/lr", 1, 1767225600.0, 1e-4f),
                        new Scalar("reward", 1, 1767225600.0, 0.5f),
                        new Scalar("actor/lr", 300, 1767225601.0, 5e-5f),
                        new Scalar("reward", 300, 1767225601.0, -0.25f));
    }

    @Test
    void shouldBeReadByTensorBoard() throws Exception {
        assumeTrue(python("-c", "import tensorboard").isEmpty(), "no TensorBoard in python3: its reader is not asked");

        String read = python("-c", READER, write().toString());

        assertThat(read)
                .contains("('actor/lr', [(1, 0.0001, 1767225600.0), (300, 5e-05, 1767225601.0)])")
                .contains("('reward', [(1, 0.5, 1767225600.0)");
    }

    private Path write() throws Exception {
        Path file = folder.resolve("events.out.tfevents.1.test");
        try (EventFile events = EventFile.create(file, AT)) {
            events.scalars(1, AT, Map.of("reward", 0.5, "actor/lr", 1e-4));
            events.scalars(300, AT.plusSeconds(1), Map.of("reward", -0.25, "actor/lr", 5e-5));
        }
        return file;
    }

    private static String golden() throws Exception {
        try (var golden = EventFileTest.class.getResourceAsStream("events.hex")) {
            return new String(golden.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }

    /** What it said; empty if it said nothing. */
    private static String python(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = System.getenv().getOrDefault("MILLRACE_TEST_PYTHON", "python3");
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() == 0 ? said : "failed";
        } catch (IOException e) {
            return "failed";
        }
    }
}
