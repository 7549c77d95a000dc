package dev.millrace.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LostOutputTest {

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(told, true, StandardCharsets.UTF_8);

    @Test
    void shouldFailACommandWhoseOutputIsLost() {
        assertThat(LostOutput.exitCode(0, failing("No space left on device"), err))
                .isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .isEqualTo("millrace: standard output could not be written: No space left on device"
                        + System.lineSeparator());
    }

    @Test
    void shouldEndQuietlyWhereNobodyReadsOn() {
        assertThat(LostOutput.exitCode(0, failing("Broken pipe"), err)).isEqualTo(141);
        assertThat(told.size()).isZero();
    }

    @Test
    void shouldKeepWhatTheCommandFailedWith() {
        assertThat(LostOutput.exitCode(2, failing("Broken pipe"), err)).isEqualTo(2);
        assertThat(LostOutput.exitCode(130, failing("No space left on device"), err))
                .isEqualTo(130);
    }

    @Test
    void shouldLeaveOutputThatWasWrittenAlone() {
        PrintStream whole = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

        assertThat(LostOutput.exitCode(0, whole, err)).isZero();
        assertThat(told.size()).isZero();
    }

    @Test
    void shouldFailAProcessOnAFullDisk() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        "exec \"$0\" -Xshare:auto -XX:TieredStopAtLevel=1 -cp \"$1\" dev.millrace.cli.Millrace"
                                + " learn --dry-run > /dev/full",
                        System.getProperty("java.home") + "/bin/java",
                        System.getProperty("java.class.path")))
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("millrace: standard output could not be written: No space left on device");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(why);
            }
        };
    }
}
