package dev.millrace.cli.command;

import dev.millrace.cli.faults.SoakReport;
import dev.millrace.cli.faults.SoakRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench soak}. */
@Command(
        name = "soak",
        description = {
            "Run every role as a process of its own, without faults, and watch memory and state.",
            "Exit code 1 when one of them grows: when the last third takes more than the middle one and 5 percent"
                    + " (at least 8 MiB of memory, 4 MiB of state)."
        })
final class BenchSoakCommand extends BenchmarkCommand {

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long to watch, from the first training step on. Default: ${DEFAULT-VALUE}")
    private int minutes;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the run. Default: 1")
    private long seed;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of what the run leaves, empty or absent. Default: runs/soak-SEED")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = OutFolder.open(out, "soak", seed, false);
        say("soak of " + minutes + " minutes, results in " + folder);
        SoakReport report = new SoakRun(seed, Duration.ofMinutes(minutes), folder, Clock.systemUTC(), this::say).run();
        say("");
        report.lines().forEach(this::say);
        write(report.toJson());
        say(report.holds() ? "flat" : "not flat");
        return report.holds() ? 0 : 1;
    }
}
