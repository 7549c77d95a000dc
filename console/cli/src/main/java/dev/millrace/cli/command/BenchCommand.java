package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Put Millrace under load, or under fire.",
        subcommands = {
            BenchAllCommand.class,
            BenchBusCommand.class,
            BenchCreditCommand.class,
            BenchElasticCommand.class,
            BenchFaultsCommand.class,
            BenchPolicyCommand.class,
            BenchQwenCommand.class,
            BenchRecordsCommand.class,
            BenchRollCommand.class,
            BenchSamplerCommand.class,
            BenchScaleCommand.class,
            BenchScorersCommand.class,
            BenchSoakCommand.class,
            BenchStartCommand.class,
            BenchTopologyCommand.class,
            BenchWeightsCommand.class
        })
public final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say all, bus, credit, elastic, faults, policy, qwen, records, roll, sampler, scale, scorers, soak, start, topology or weights");
    }
}
