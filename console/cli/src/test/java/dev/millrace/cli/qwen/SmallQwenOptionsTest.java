package dev.millrace.cli.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Millrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands take for the small Qwen, and that what a user says wins. */
class SmallQwenOptionsTest {

    private final StringWriter out = new StringWriter();

    private String dryRun(String... arguments) {
        CommandLine commandLine = Millrace.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--dry-run";
        assertThat(commandLine.execute(all)).as(out.toString()).isZero();
        return out.toString();
    }

    @Test
    void shouldBringSettingsWithThePolicyOfADemo() {
        assertThat(dryRun("demo", "--policy", "small-qwen")).contains("checkpoint: small-qwen", "method: prpo");
    }

    @Test
    void shouldLetAConfigFileWinOverThePolicysSettings(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("own.yaml"), "reshaping: {method: vppo}\n");

        assertThat(dryRun("demo", "--policy", "small-qwen", "-c", file.toString()))
                .contains("method: vppo");
    }

    @Test
    void shouldBringSettingsWithTheFamilyThatIsPretrained() {
        assertThat(dryRun("pretrain", "-o", "x", "--family", "qwen2_5_vl", "-s", "pretrain.lr=1e-3"))
                .contains("steps: 2600", "batch: 32", "lr: 0.001");
    }
}
