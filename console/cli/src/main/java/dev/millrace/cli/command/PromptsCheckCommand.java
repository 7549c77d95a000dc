package dev.millrace.cli.command;

import dev.millrace.cli.data.DatasetReport;
import dev.millrace.cli.data.Datasets;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prompts check}. */
@Command(
        name = "check",
        description = {
            "Say what of a data set could not be published or would be refused by the policy of policy.checkpoint, by"
                    + " reason, with the first ten rows. Needs no broker.",
            "prompts publish --skip-bad leaves out the same rows. Ends with 1 if any is refused."
        })
final class PromptsCheckCommand extends SettingsCommand {

    private static final String STANDARD_OUTPUT = "-";

    @Parameters(
            paramLabel = "DATA",
            description = "The data set: a JSONL or Parquet file, a folder of them, or a quoted pattern.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the report as JSON; - for standard output, instead of lines.")
    private @Nullable String json;

    @Mixin
    private DataOptions data = new DataOptions();

    @Override
    List<String> shortcuts() {
        return data.shortcuts();
    }

    @Override
    int run(MillraceConfig settings) throws IOException {
        DatasetReport report = Datasets.examine(settings, Policies.find(settings.policy()), file);
        if (STANDARD_OUTPUT.equals(json)) {
            out().println(report.json());
        } else {
            report.lines().forEach(out()::println);
        }
        out().flush();
        if (json != null && !json.equals(STANDARD_OUTPUT)) {
            Files.writeString(Path.of(json), report.json() + "\n");
        }
        return report.dataset().skipped().isEmpty() ? 0 : 1;
    }
}
