package dev.millrace.cli.command;

import dev.millrace.cli.data.DatasetReport;
import dev.millrace.cli.data.Datasets;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code prompts check}. */
@Command(
        name = "check",
        description = {
            "Say what of a data set could not be published or would be refused by the policy of policy.checkpoint, by"
                    + " reason, with the first ten rows. Needs no broker.",
            "prompts publish --skip-bad leaves out the same rows. Ends with 1 if any is refused."
        })
final class PromptsCheckCommand extends PrintingCommand {

    @Parameters(
            paramLabel = "DATA",
            description = "The data set: a JSONL or Parquet file, a folder of them, or a quoted pattern.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Mixin
    private DataOptions data = new DataOptions();

    @Override
    List<String> shortcuts() {
        return data.shortcuts();
    }

    @Override
    int run(MillraceConfig settings) {
        DatasetReport report = Datasets.examine(settings, Policies.find(settings.policy()), file);
        report.lines().forEach(out()::println);
        out().flush();
        print(report.json());
        return report.dataset().skipped().isEmpty() ? 0 : 1;
    }
}
