package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.policy.PolicyBench;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench policy}. */
@Command(
        name = "policy",
        description = {
            "Measure the learner's step and the worker's sampling with the shipped policy on the first batch of a demo, 32 groups of"
                    + " 8 answers.",
            "With --python the same is done in PyTorch: with prompts that are computed once, and, for the step, in the form of peers,"
                    + " which repeat the prompt for each answer."
        })
final class BenchPolicyCommand extends BenchmarkCommand {

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "Repetitions that count, after some that warm up. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "A Python with torch and safetensors, to compare with.")
    private @Nullable String python;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Override one setting, as in policy.threads=2 or learner.objective.kl_beta=0.")
    private List<String> settings = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new UsageException("--rounds must be at least 1, not " + rounds);
        }
        write(ReportJson.of(new PolicyBench(Optional.ofNullable(python), rounds, settings, this::say).run()));
        return 0;
    }
}
