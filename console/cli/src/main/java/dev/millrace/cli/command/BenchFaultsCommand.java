package dev.millrace.cli.command;

import dev.millrace.cli.faults.FaultKind;
import dev.millrace.cli.faults.FaultReport;
import dev.millrace.cli.faults.FaultRun;
import dev.millrace.cli.faults.FaultSettings;
import dev.millrace.learner.Resume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench faults}. */
@Command(
        name = "faults",
        description = {
            "Run every role as a process of its own, kill, pause and cut them off by a seeded plan, drain the run,"
                    + " audit it, and repeat it without faults.",
            "Exit code 1 when a promise is broken."
        })
final class BenchFaultsCommand extends BenchmarkCommand {

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Rounds of all faults go on for this long; at least one is made. Default: one round")
    private int minutes;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the plan. Default: 1")
    private long seed;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            description = "Only this fault; may be repeated. One of ${COMPLETION-CANDIDATES}")
    private List<FaultKind> kinds = new ArrayList<>();

    @Option(
            names = "--resume",
            paramLabel = "HOW",
            defaultValue = "EXACT",
            description =
                    "How the learner goes on after its kills: exact, or rewind, as on a device that does not repeat"
                            + " bits. Default: exact")
    private Resume resume = Resume.EXACT;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "Longest time to come back from a fault. Default: ${DEFAULT-VALUE}")
    private int patience;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of what the run leaves, empty or absent. Default: runs/faults-SEED")
    private @Nullable Path out;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description =
                    "Override one setting of the run, as in policy.checkpoint=small-qwen. By default a policy of one"
                            + " layer is made for it.")
    private List<String> overrides = List.of();

    @Option(names = "--verbose", description = "Show the log in the terminal, and the stack trace of an error.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = OutFolder.open(out, "faults", seed, verbose);
        FaultSettings settings = new FaultSettings(
                seed,
                kinds.isEmpty() ? List.of(FaultKind.values()) : kinds,
                resume,
                Duration.ofMinutes(minutes),
                Duration.ofSeconds(patience),
                overrides);
        say("faults of seed " + seed + ", results in " + folder);
        FaultReport report = new FaultRun(settings, folder, Clock.systemUTC(), this::say).run();
        say("");
        report.lines().forEach(this::say);
        write(report.toJson());
        say(report.holds() ? "every promise holds" : "a promise is broken");
        return report.holds() ? 0 : 1;
    }
}
