package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.audit.fuzz.CompressedBombs;
import dev.millrace.audit.fuzz.FuzzReport;
import dev.millrace.audit.fuzz.RecordFuzz;
import dev.millrace.schemas.failure.UsageException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench records}. */
@Command(
        name = "records",
        description = {
            "Damage records of every topic, and weights, and let the readers read them.",
            "Each must be read or refused, in bounded time and memory; else the exit code is 1.",
            "Then read compressed bombs of every codec, and say what each takes."
        })
final class BenchRecordsCommand extends BenchmarkCommand {

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Number of records. Default: ${DEFAULT-VALUE}")
    private long count;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the damage. Default: 1")
    private long seed;

    @Override
    public Integer call() {
        if (count < 1) {
            throw new UsageException("--count must be at least 1, not " + count);
        }
        FuzzReport report = new RecordFuzz(seed).run(count, done -> say(done + " of " + count));
        report.lines().forEach(this::say);
        List<CompressedBombs.Outcome> bombs = CompressedBombs.read();
        bombs.forEach(bomb -> say(bomb.line()));
        write(ReportJson.of(Map.of("damaged", report, "bombs", bombs)));
        return report.failed() == 0 && bombs.stream().noneMatch(CompressedBombs.Outcome::failed) ? 0 : 1;
    }
}
