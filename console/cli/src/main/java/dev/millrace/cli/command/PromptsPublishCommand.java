package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.cli.data.Datasets;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetProblem;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prompts publish}. */
@Command(
        name = "publish",
        description = {
            "Publish the prompts of a data set, and their images, for the workers of a run; a row that the policy of"
                    + " policy.checkpoint would refuse is wrong.",
            "Once, in the file's order; with --loop, or feeder.epochs, round after round in the order of feeder, until"
                    + " Ctrl-C. Started again, it goes on where it was."
        })
final class PromptsPublishCommand extends PrintingCommand {

    private static final Duration STOP = Duration.ofSeconds(10);

    @Parameters(
            paramLabel = "DATA",
            description = "The data set: a JSONL or Parquet file, a folder of them, or a quoted pattern.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Option(names = "--loop", description = "Go round after round, a bounded number of prompts ahead of the workers.")
    private boolean loop;

    @Option(
            names = "--skip-bad",
            description = "Leave out wrong rows and report them, instead of stopping at the first.")
    private boolean skipBad;

    @Mixin
    private DataOptions data = new DataOptions();

    @Override
    List<String> shortcuts() {
        return data.shortcuts();
    }

    @Override
    int run(MillraceConfig settings) throws InterruptedException {
        Dataset dataset =
                Datasets.forPolicy(settings, settings.data(), Policies.find(settings.policy()), file, skipBad);
        dataset.skipped().stream().map(DatasetProblem::message).forEach(this::say);
        Provisioning provisioning = new Provisioning(settings.kafka());
        provisioning.await(this::say);
        boolean rounds = loop || settings.feeder().epochs() > 0;
        new RunAccess(settings.kafka(), settings.run().id())
                .require(Actor.FEEDER, List.of(), rounds ? Set.of(Circumstance.FEEDS_ON) : Set.of());
        provisioning.claimStore(this::say);
        PromptFeeder feeder = new PromptFeeder(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                FeedEntries.of(dataset.entries()),
                rounds ? settings.feeder() : FeederConfig.once(),
                settings.run().seed(),
                settings.learner().batchGroups(),
                Clock.systemUTC());
        try (StopSignal signal = StopSignal.install(STOP.plusSeconds(5));
                Roles roles = new Roles(STOP)) {
            signal.onRequest(feeder::stop);
            say("publishing " + dataset.entries().size() + " prompts of " + file
                    + (rounds ? ", round after round; Ctrl-C stops" : ""));
            roles.start(new Role("feeder", feeder::run, feeder::stop));
            roles.awaitAll();
            say("published " + feeder.fed() + " prompts"
                    + (dataset.skipped().isEmpty()
                            ? ""
                            : ", left out " + dataset.skipped().size() + " wrong rows"));
            print(JsonNodeFactory.instance
                    .objectNode()
                    .put("data", file.toString())
                    .put("prompts", dataset.entries().size())
                    .put("published", feeder.fed())
                    .put("left_out", dataset.skipped().size())
                    .put("stopped", signal.isRequested()));
            return signal.isRequested() ? StopSignal.EXIT_CODE : 0;
        }
    }
}
