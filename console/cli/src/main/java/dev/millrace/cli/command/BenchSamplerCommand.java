package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.sampler.SamplerBench;
import dev.millrace.cli.bench.sampler.ServerLoad;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench sampler}. */
@Command(
        name = "sampler",
        description = {
            "Let a worker sample with a mock of an inference server that has no model and keeps a pace, and measure how full"
                    + " the worker keeps it, and what that costs.",
            "Clients that do nothing but ask the same server are the limit; they are measured in turns with the worker."
        })
final class BenchSamplerCommand extends BenchmarkCommand {

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "64",
            description = "Answers that the server makes at once. Default: ${DEFAULT-VALUE}")
    private int window;

    @Option(
            names = "--pace",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Tokens a second of all of them. Default: ${DEFAULT-VALUE}")
    private int pace;

    @Option(
            names = "--answer-tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens of the longest answer; most have about a quarter of it. Default: ${DEFAULT-VALUE}")
    private int answerTokens;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds of each. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "6",
            description = "Seconds before anything is measured. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long each is measured. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Override one setting of the worker, as in worker.batch_prompts=8.")
    private List<String> settings = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Stream.of(window, pace, answerTokens, rounds, warmUp, seconds).anyMatch(number -> number < 1)) {
            throw new UsageException(
                    "--window, --pace, --answer-tokens, --rounds, --warm-up and --seconds must be at least 1");
        }
        ServerLoad load = new ServerLoad(window, pace, answerTokens, warmUp, seconds);
        write(ReportJson.of(new SamplerBench(load, rounds, settings, this::say).run()));
        return 0;
    }
}
