package dev.millrace.cli.command;

import dev.millrace.audit.fuzz.CompressedBombs;
import dev.millrace.audit.fuzz.FuzzReport;
import dev.millrace.audit.fuzz.RecordFuzz;
import dev.millrace.schemas.failure.UsageException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench records}. */
@Command(
        name = "records",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Damage records of every topic, and weights, and let the readers read them.",
            "Each must be read or refused, in bounded time and memory; else the exit code is 1.",
            "Then read compressed bombs of every codec, and say what each takes."
        })
final class BenchRecordsCommand implements Callable<Integer> {

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Number of records. Default: ${DEFAULT-VALUE}")
    private long count;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the damage. Default: 1")
    private long seed;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (count < 1) {
            throw new UsageException("--count must be at least 1, not " + count);
        }
        FuzzReport report = new RecordFuzz(seed).run(count, done -> print(done + " of " + count));
        report.lines().forEach(this::print);
        List<CompressedBombs.Outcome> bombs = CompressedBombs.read();
        bombs.forEach(bomb -> print(bomb.line()));
        return report.failed() == 0 && bombs.stream().noneMatch(CompressedBombs.Outcome::failed) ? 0 : 1;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
