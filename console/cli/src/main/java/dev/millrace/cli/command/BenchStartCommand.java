package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.start.StartBench;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench start}. */
@Command(
        name = "start",
        description = {
            "Start demos as a person does, and measure the time from the command to the first committed step, where it goes,"
                    + " and what the archive of classes gives.",
            "Each demo is stopped after its first step."
        })
final class BenchStartCommand extends BenchmarkCommand {

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Starts of each kind that count, after one that does not. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new UsageException("--rounds must be at least 1, not " + rounds);
        }
        write(ReportJson.of(new StartBench(rounds, this::say).run()));
        return 0;
    }
}
