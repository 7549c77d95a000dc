package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.elastic.ElasticBench;
import dev.millrace.cli.bench.elastic.ElasticReport;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench elastic}. */
@Command(
        name = "elastic",
        description = {
            "Train while workers become 4 and 1 again, and instances of a scorer that takes its time become 2 and 4; measure"
                    + " what is judged and trained a second between the changes; audit, compute all rewards and advantages"
                    + " once more, and compare accuracy with runs of as many steps whose roles stay.",
            "Exit code 1 when N scorers judge less than 0.9 times N as much as one, something is lost, bits differ, or accuracy"
                    + " lies outside of those runs."
        })
final class BenchElasticCommand extends BenchmarkCommand {

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long is measured between two changes. Default: ${DEFAULT-VALUE}")
    private int window;

    @Option(
            names = "--judging",
            paramLabel = "MILLIS",
            defaultValue = "200",
            description = "What the slow scorer takes for an answer. Default: ${DEFAULT-VALUE}")
    private int judging;

    @Option(
            names = "--seeds",
            paramLabel = "S",
            split = ",",
            defaultValue = "1,2,3",
            description = "Seeds of the runs whose roles stay; the first is that of the other run too."
                    + " Default: ${DEFAULT-VALUE}")
    private List<Long> seeds = List.of();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Longest time for a change, for the steps of a run, and to come to rest."
                    + " Default: ${DEFAULT-VALUE}")
    private int patience;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of what the runs leave, empty or absent. Default: runs/elastic-SEED")
    private @Nullable Path out;

    @Option(names = "--verbose", description = "Show the log in the terminal, and the stack trace of an error.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (window < 1 || judging < 1 || patience < 1 || seeds.isEmpty()) {
            throw new UsageException("--window, --judging and --patience must be at least 1, and --seeds name one");
        }
        Path folder = OutFolder.open(out, "elastic", seeds.get(0), verbose);
        say("runs whose roles come and go, and whose roles stay, in " + folder);
        ElasticReport report = new ElasticBench(
                        seeds,
                        Duration.ofSeconds(window),
                        Duration.ofMillis(judging),
                        Duration.ofSeconds(patience),
                        folder,
                        Clock.systemUTC(),
                        this::say)
                .run();
        report.lines().forEach(this::say);
        write(ReportJson.of(report));
        say(report.holds() ? "all of it holds" : "not all of it holds");
        return report.holds() ? 0 : 1;
    }
}
