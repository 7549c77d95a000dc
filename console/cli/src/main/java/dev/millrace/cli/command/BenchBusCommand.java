package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.BusBench;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench bus}. */
@Command(
        name = "bus",
        description = {
            "Compare how trajectories are published with a transactional producer that is given the bytes, and how they are"
                    + " read with a consumer and the same decoder, in turns; and say what compression would give."
        })
final class BenchBusCommand extends BenchmarkCommand {

    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            split = ",",
            defaultValue = "8x12,8x768",
            description = "Groups of 8 answers of so many tokens. Default: ${DEFAULT-VALUE}")
    private List<String> shapes = List.of();

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "512",
            description = "Groups of a round, which are held in memory. Default: ${DEFAULT-VALUE}")
    private int groups;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Groups of a transaction. Default: ${DEFAULT-VALUE}")
    private int batch;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds that count, after one that warms up. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() throws IOException {
        if (Stream.of(groups, batch, rounds).anyMatch(number -> number < 1)) {
            throw new UsageException("--groups, --batch and --rounds must be at least 1");
        }
        write(ReportJson.of(new BusBench(groups, rounds, batch, this::say)
                .run(shapes.stream().map(BenchTopologyCommand::shape).toList())));
        return 0;
    }
}
