package dev.millrace.cli.command;

import dev.millrace.cli.data.Datasets;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetProblem;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prompts publish}. */
@Command(
        name = "publish",
        description = {
            "Publish the prompts of a JSONL data set, and their images, for the workers of a run.",
            "Once, in the file's order; with --loop round after round, shuffled by run.seed, until Ctrl-C."
        })
final class PromptsPublishCommand extends SettingsCommand {

    private static final Duration STOP = Duration.ofSeconds(10);

    @Parameters(paramLabel = "FILE", description = "The data set.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Option(names = "--loop", description = "Go round after round, a bounded number of prompts ahead of the workers.")
    private boolean loop;

    @Option(
            names = "--skip-bad",
            description = "Leave out wrong lines and report them, instead of stopping at the first.")
    private boolean skipBad;

    private void say(String line) {
        out().println(line);
        out().flush();
    }

    @Override
    int run(MillraceConfig settings) throws InterruptedException {
        Dataset dataset = Datasets.read(file, skipBad);
        dataset.skipped().stream().map(DatasetProblem::message).forEach(out()::println);
        new Provisioning(settings.kafka()).await(this::say);
        FeederConfig feeding = FeederConfig.defaults();
        PromptFeeder feeder = new PromptFeeder(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                FeedEntries.of(dataset.entries()),
                new FeederConfig(loop, feeding.ahead(), feeding.poll()),
                settings.run().seed(),
                Clock.systemUTC());
        try (StopSignal signal = StopSignal.install(STOP.plusSeconds(5));
                Roles roles = new Roles(STOP)) {
            signal.onRequest(feeder::stop);
            out().println("publishing " + dataset.entries().size() + " prompts of " + file
                    + (loop ? ", round after round; Ctrl-C stops" : ""));
            out().flush();
            roles.start(new Role("feeder", feeder::run, feeder::stop));
            roles.awaitAll();
            out().println("published " + feeder.fed() + " prompts"
                    + (dataset.skipped().isEmpty()
                            ? ""
                            : ", left out " + dataset.skipped().size() + " wrong lines"));
            out().flush();
            return signal.isRequested() ? StopSignal.EXIT_CODE : 0;
        }
    }
}
