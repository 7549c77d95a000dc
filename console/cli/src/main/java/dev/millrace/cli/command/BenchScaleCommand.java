package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.scale.ScaleBench;
import dev.millrace.cli.up.JavaLaunch;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench scale}. */
@Command(
        name = "scale",
        description = {
            "Measure the CPU for a group with 1, 2 and 4 instances of the streams, of workers' publishers and of workers, and time"
                    + " and memory of what reads the log with 100 to 100000 groups in it: a watch that joins, export, replay,"
                    + " audit.",
            "On a machine of two cores the first says nothing of speed, but whether more instances cost more. It takes about half"
                    + " an hour, and 300 MB in the folder for temporary files for 100000 groups."
        })
final class BenchScaleCommand extends BenchmarkCommand {

    @Option(
            names = "--part",
            paramLabel = "PART",
            split = ",",
            defaultValue = "streams,publishers,workers,logs",
            description = "What is measured. Default: ${DEFAULT-VALUE}")
    private List<String> parts = List.of();

    @Option(
            names = "--instances",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4",
            description = "Instances of a role, the first of which is 1. Default: ${DEFAULT-VALUE}")
    private List<Integer> instances = List.of();

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Groups of a round with instances; workers get a tenth. Default: ${DEFAULT-VALUE}")
    private int groups;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Rounds of each number of instances, after one that does not count. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--logs",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000,10000,100000",
            description = "Groups in the logs. Default: ${DEFAULT-VALUE}")
    private List<Integer> logs = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        parts.stream()
                .filter(part -> !ScaleBench.Scope.PARTS.contains(part))
                .findFirst()
                .ifPresent(part -> {
                    throw new UsageException("--part: there is no part " + part + "; there are "
                            + String.join(", ", ScaleBench.Scope.PARTS));
                });
        if (Stream.concat(Stream.of(groups, rounds), Stream.concat(instances.stream(), logs.stream()))
                .anyMatch(number -> number < 1)) {
            throw new UsageException("--groups, --rounds, --instances and --logs must be at least 1");
        }
        if (instances.isEmpty() || instances.get(0) != 1) {
            throw new UsageException("--instances must begin with 1, with which the others are compared");
        }
        ScaleBench.Scope scope = new ScaleBench.Scope(parts, instances, groups, rounds, logs);
        write(ReportJson.of(new ScaleBench(scope, JavaLaunch::command, this::say).run()));
        return 0;
    }
}
