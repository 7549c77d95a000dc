package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.GroupShape;
import dev.millrace.cli.bench.TopologyBench;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench topology}. */
@Command(
        name = "topology",
        description = {
            "Compare the topology with an application that only decodes its input and passes on, and one that passes bytes,"
                    + " over the same records, in turns, under the same settings.",
            "Then measure the time from a group's last score to its experience at 20 groups a second, and the CPU of the"
                    + " streams while nothing comes.",
            "Of a shape of 768 tokens 10000 groups take 2 GB in the folder for temporary files while it runs."
        })
final class BenchTopologyCommand extends BenchmarkCommand {

    /** Fewer have no middle that could be measured. */
    private static final int FEWEST = 100;

    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            split = ",",
            defaultValue = "8x12,8x768:prpo",
            description = "Groups of 8 answers of so many tokens, and how they are reshaped. Default: ${DEFAULT-VALUE}")
    private List<String> shapes = List.of();

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Groups of a round. Default: ${DEFAULT-VALUE}")
    private int groups;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Warm rounds of each application, after a cold one. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long latency, and then idleness, are measured. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Override one setting of the streams, as in streams.commit_interval=40ms.")
    private List<String> settings = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (groups < FEWEST) {
            throw new UsageException("--groups must be at least " + FEWEST + ", not " + groups);
        }
        if (Stream.of(rounds, seconds).anyMatch(number -> number < 1)) {
            throw new UsageException("--rounds and --seconds must be at least 1");
        }
        List<GroupShape> asked =
                shapes.stream().map(BenchTopologyCommand::shape).toList();
        write(ReportJson.of(new TopologyBench(settings, groups, rounds, seconds, this::say).run(asked)));
        return 0;
    }

    static GroupShape shape(String text) {
        try {
            return GroupShape.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--shape: " + e.getMessage(), e);
        }
    }
}
