package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.all.AllBenches;
import dev.millrace.cli.bench.all.AllReport;
import dev.millrace.cli.bench.all.Bar;
import dev.millrace.cli.bench.all.BenchResult;
import dev.millrace.cli.bench.all.PlannedBench;
import dev.millrace.cli.up.JavaLaunch;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench all}. */
@Command(
        name = "all",
        description = {
            "Run the benches of docs/performance.md one after the other, each in a process of its own, and show which of the bars"
                    + " that were set for speed are met. It takes about 25 minutes, and wants a machine that does little else.",
            "A bench that has left its numbers in the folder before, of the same sources, is not run again.",
            "Exit code 1 when a bench fails; whether bars are met is no matter of the exit code."
        })
final class BenchAllCommand extends BenchmarkCommand {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder of what the benches leave, and of all.json and all.txt.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path out;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these benches, by the names that the table gives them.")
    private List<String> only = List.of();

    @Option(names = "--python", paramLabel = "PROGRAM", description = "A Python with PyTorch, to compare with.")
    private @Nullable String python;

    @Override
    public Integer call() throws IOException, InterruptedException {
        AllReport report = new AllBenches(out, JavaLaunch::command, revision(), this::say, Clock.systemUTC())
                .run(plan(), Bar.all());
        write(ReportJson.of(report));
        say("");
        say("results in " + out);
        return report.isWhole() ? 0 : 1;
    }

    private List<PlannedBench> plan() {
        List<PlannedBench> all = PlannedBench.all(Optional.ofNullable(python));
        List<String> names = all.stream().map(PlannedBench::name).toList();
        only.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(unknown -> {
            throw new UsageException("--only: there is no bench " + unknown + "; there are "
                    + names.stream().collect(Collectors.joining(", ")));
        });
        return all.stream()
                .filter(bench -> only.isEmpty() || only.contains(bench.name()))
                .toList();
    }

    /** Of the launcher; without it nobody knows. */
    private static String revision() {
        return System.getProperty("millrace.revision", BenchResult.UNKNOWN);
    }
}
