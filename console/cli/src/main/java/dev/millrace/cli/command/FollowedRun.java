package dev.millrace.cli.command;

import dev.millrace.cli.follow.EvaluatorRole;
import dev.millrace.cli.follow.Examination;
import dev.millrace.cli.follow.FollowConfig;
import dev.millrace.cli.follow.ResultListener;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.topic.RunNames;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The role {@code evaluate --follow} as a process. */
final class FollowedRun {

    private FollowedRun() {}

    /**
     * The process.
     *
     * @param policy the one that the run begins with
     * @param listener hears of each result
     */
    static RoleLaunch of(
            MillraceConfig settings,
            FollowConfig config,
            Examination examination,
            ModelSource policy,
            ResultListener listener) {
        RunNames names = new RunNames(settings.kafka().topics(), settings.run().id());
        return new RoleLaunch(
                EvaluatorRole.name(config),
                Actor.EVALUATOR,
                List.of(names.evaluator(config.name())),
                () -> examination.asksForImages() ? Set.of(Circumstance.DRAWS) : Set.of(),
                (here, folder, meters) -> {
                    PolicyEngine.prepare(EngineSettings.of(here.policy().compute()));
                    return List.of(EvaluatorRole.of(
                            here, config, examination, policy, folder.path(), meters, listener, Clock.systemUTC()));
                });
    }
}
