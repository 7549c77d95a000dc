package dev.millrace.cli.command;

import dev.millrace.cli.faults.RollReport;
import dev.millrace.cli.faults.RollRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench roll}. */
@Command(
        name = "roll",
        description = {
            "Run every role as a process of its own on three brokers (replication 3, two in sync),"
                    + " restart the brokers one by one as an upgrade does, measure the longest time without"
                    + " a step, and audit.",
            "Exit code 1 when a role ends or a promise is broken."
        })
final class BenchRollCommand extends BenchmarkCommand {

    @Option(
            names = "--hasty",
            description = "Do not wait until all replicas are in sync before the next broker is stopped.")
    private boolean hasty;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the run. Default: 1")
    private long seed;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "Longest time to start, to get in sync, and to come back. Default: ${DEFAULT-VALUE}")
    private int patience;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of what the run leaves, empty or absent. Default: runs/roll-SEED")
    private @Nullable Path out;

    @Option(names = "--verbose", description = "Show the log in the terminal, and the stack trace of an error.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = OutFolder.open(out, "roll", seed, verbose);
        say("roll of three brokers, results in " + folder);
        RollReport report =
                new RollRun(!hasty, seed, Duration.ofSeconds(patience), folder, Clock.systemUTC(), this::say).run();
        report.lines().forEach(this::say);
        write(report.toJson());
        say(report.holds() ? "every role survived, every promise holds" : "a role ended, or a promise is broken");
        return report.holds() ? 0 : 1;
    }
}
