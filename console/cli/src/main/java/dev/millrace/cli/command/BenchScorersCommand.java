package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.throughput.ScorerThroughput;
import dev.millrace.cli.throughput.ThroughputGroups;
import dev.millrace.cli.throughput.ThroughputRow;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench scorers}. */
@Command(
        name = "scorers",
        description = {
            "Count how many samples a second go through functions in Python, in each form that they have, and through a"
                    + " server, where judging itself takes no time; and compare with a loop in Python alone."
        })
final class BenchScorersCommand extends BenchmarkCommand {

    /** Enough to keep all calls busy, as a backlog of trajectories does. */
    private static final int GROUPS = 64;

    @Option(
            names = "--group-size",
            paramLabel = "G",
            defaultValue = "8",
            description = "Samples of a group. Default: 8")
    private int groupSize;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "Tokens of a sample. Default: 200")
    private int tokens;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long each is measured. Default: 3")
    private int seconds;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            defaultValue = "python3",
            description = "The Python that runs the functions. Default: python3")
    private String python = "python3";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Stream.of(groupSize, tokens, seconds).anyMatch(number -> number < 1)) {
            throw new UsageException("--group-size, --tokens and --seconds must be at least 1");
        }
        Path folder = Files.createTempDirectory("millrace-bench-");
        try {
            List<ThroughputRow> rows = new ScorerThroughput(
                            python, new ThroughputGroups(GROUPS, groupSize, tokens), seconds, folder)
                    .run(this::say);
            write(ReportJson.of(rows));
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
