package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.weights.WeightsBench;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench weights}. */
@Command(
        name = "weights",
        description = {
            "Send versions of the weights from a learner's commit to a worker's follower, and the same bytes from a plain"
                    + " transactional producer to a plain consumer, in turns.",
            "Needs heap for two payloads of the largest size."
        })
final class BenchWeightsCommand extends BenchmarkCommand {

    /** Largest that a payload may be. */
    private static final int MOST = 2_000;

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            split = ",",
            defaultValue = "6,104,513",
            description = "Sizes of a version. Default: ${DEFAULT-VALUE}")
    private List<Integer> megabytes = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Versions that count, after one that does not. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || megabytes.stream().anyMatch(size -> size < 1 || size > MOST)) {
            throw new UsageException("--rounds must be at least 1, and --megabytes from 1 to " + MOST);
        }
        write(ReportJson.of(new WeightsBench(rounds, this::say).run(megabytes)));
        return 0;
    }
}
