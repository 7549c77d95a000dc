package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.credit.CreditBench;
import dev.millrace.schemas.failure.UsageException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench credit}. */
@Command(
        name = "credit",
        description = {
            "Measure rewards, advantages and reshaping of groups of 8 answers on one thread, beside a copy of the arrays that they"
                    + " read and write, in turns."
        })
final class BenchCreditCommand extends BenchmarkCommand {

    @Option(
            names = "--method",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "prpo,none",
            description = "Reshapers. Default: ${DEFAULT-VALUE}")
    private List<String> methods = List.of();

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "768",
            description = "Tokens of each answer. Default: ${DEFAULT-VALUE}")
    private int tokens;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "400",
            description = "Groups of a round. Default: ${DEFAULT-VALUE}")
    private int groups;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Rounds that count. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Override
    public Integer call() {
        if (Stream.of(tokens, groups, rounds).anyMatch(number -> number < 1)) {
            throw new UsageException("--tokens, --groups and --rounds must be at least 1");
        }
        write(ReportJson.of(new CreditBench(groups, rounds, tokens, this::say).run(methods)));
        return 0;
    }
}
