package dev.millrace.cli.command;

import dev.millrace.cli.faults.KillPoint;
import dev.millrace.learner.CheckpointConfig;
import dev.millrace.learner.LearnerRole;
import dev.millrace.learner.OfflineResult;
import dev.millrace.learner.OfflineTraining;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.monitoring.metrics.StepFiles;
import dev.millrace.monitoring.metrics.StepMeters;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.replay.exchange.GroupFiles;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputNotes;
import dev.millrace.replay.grouplog.LoggedLineages;
import dev.millrace.replay.offline.RecordedExperience;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.lineage.Lineages;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code learn}. */
@Command(
        name = "learn",
        description = {
            "Train the policy of a run on its experience, and publish its weights.",
            "There is one learner per run: a second one takes over, and the first ends with an error.",
            "Started again, it goes on exactly where it was, from its checkpoints and the log.",
            "Checkpoints lie in the folder of --out, unless learner.checkpoint.folder says otherwise.",
            "With --from it trains offline, on recorded experience, and publishes nothing."
        })
public final class LearnCommand extends RoleCommand {

    private static final String TOPICS = "topics";
    private static final Duration STOP = Duration.ofSeconds(20);

    @Option(
            names = "--from",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Train offline on the experience of these files of groups, in their order, or on that of the"
                            + " topics: --from topics. The same experience and settings give the weights of the run that made it.")
    private List<String> from = new ArrayList<>();

    @Option(
            names = "--any-version",
            description = "With --from: train tokens of every version, bounded by their importance weights"
                    + " (learner.objective.correction), instead of leaving out what learner.max_staleness forbids.")
    private boolean anyVersion;

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Override
    Optional<Path> ownConfig() {
        return topics.config();
    }

    @Override
    void check(MillraceConfig settings) {
        Policies.requireTrainable(settings.policy(), settings.learner().training());
    }

    @Override
    int run(MillraceConfig asked) throws Exception {
        if (from.isEmpty()) {
            if (anyVersion) {
                throw new UsageException("--any-version goes with --from only");
            }
            return super.run(asked);
        }
        Path folder = folder(asked);
        MillraceConfig settings = within(asked, folder);
        Path checkpoints = settings.learner().checkpoint().folder();
        if (new CheckpointStore(checkpoints, 2).newest().isPresent()) {
            throw new UsageException(checkpoints + " holds checkpoints already; give another folder with --out");
        }
        RunFolder unused = RunFolder.open(folder, "offline", settings);
        if (!from.equals(List.of(TOPICS))) {
            List<Path> files = from.stream().map(Path::of).toList();
            InputNotes notes = new InputNotes(this::warn);
            try (GroupSource source = GroupFiles.open(files, notes)) {
                return offline(settings, source, Lineages.NONE, notes);
            }
        }
        return topics.with(settings, kafka -> {
            new Provisioning(kafka).check();
            try (GroupSource source = topics.open(settings, kafka, Optional.empty())) {
                Lineages lineages = LoggedLineages.read(
                        kafka.connection(), kafka.topics(), settings.run().id());
                return offline(settings, source, lineages, new InputNotes(this::warn));
            }
        });
    }

    private int offline(MillraceConfig settings, GroupSource source, Lineages lineages, InputNotes notes) {
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        Clock clock = Clock.systemUTC();
        RecordedExperience recorded =
                new RecordedExperience(source, settings.run().id());
        OfflineTraining training = new OfflineTraining(
                settings.run().id(),
                settings.learner(),
                settings.run().seed(),
                Policies.trainable(
                        Policies.sampledBy(settings.worker().engine(), Policies.find(settings.policy())),
                        settings.policy().compute()),
                anyVersion,
                lineages,
                clock,
                new StepLines(out(), settings.headline(), clock));
        try (StopSignal signal = StopSignal.install(STOP)) {
            OfflineResult result = training.run(recorded, recorded, recorded, 0, signal::isRequested);
            if (result.steps() == 0 && !signal.isRequested()) {
                throw new UsageException(String.join(", ", from) + " has experience in " + recorded.trainable()
                        + " of its " + recorded.groups() + " groups, too few for one step, as learner.batch_groups is "
                        + settings.learner().batchGroups()
                        + "; give more groups or fewer a step, and let ./millrace replay make the experience of scored"
                        + " groups that have none");
            }
            out().println(result.steps() + " steps of " + result.groups() + " groups: " + result.trained()
                    + " trajectories trained, " + result.rejected() + " rejected" + notes.ending());
            out().println("weights " + result.weightsSha256() + ", checkpoints in "
                    + settings.learner().checkpoint().folder());
            out().flush();
            return signal.isRequested() ? StopSignal.EXIT_CODE : 0;
        }
    }

    private void warn(String line) {
        out().println("warning: " + line);
        out().flush();
    }

    @Override
    Actor actor() {
        return Actor.LEARNER;
    }

    @Override
    Set<Circumstance> circumstances(MillraceConfig settings) {
        return settings.learner().checkpoint().keepBest() > 0 ? Set.of(Circumstance.KEEPS_BEST) : Set.of();
    }

    @Override
    String name(MillraceConfig settings) {
        return "learner";
    }

    @Override
    MillraceConfig within(MillraceConfig settings, Path folder) {
        boolean isSet = !settings.learner()
                .checkpoint()
                .folder()
                .equals(CheckpointConfig.defaults().folder());
        return isSet
                ? settings
                : settings.within(
                        folder.resolve("checkpoints"), settings.streams().stateDir());
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        Clock clock = Clock.systemUTC();
        StepMeters steps =
                new StepMeters(KillPoint.ofThisProcess(new StepLines(out(), settings.headline(), clock)), clock);
        LearnerRole learner = new RunRoles(settings, clock).learner(Policies.find(settings.policy()), steps);
        meters().add(name(settings), steps::figures);
        StepFiles files = new StepFiles(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                folder.path(),
                clock);
        return List.of(
                new Role(name(settings), () -> learn(learner, files), learner::stop),
                new Role("step-files", files::run, files::stop).unessential());
    }

    /** The files end with the learner, or the process would not. */
    private static void learn(LearnerRole learner, StepFiles files) {
        try {
            learner.run();
        } finally {
            files.stop();
        }
    }
}
