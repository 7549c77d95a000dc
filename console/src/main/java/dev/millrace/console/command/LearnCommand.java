package dev.millrace.console.command;

import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.data.Policies;
import dev.millrace.console.faults.KillPoint;
import dev.millrace.console.role.Role;
import dev.millrace.console.role.RunRoles;
import dev.millrace.learner.CheckpointConfig;
import dev.millrace.learner.LearnerRole;
import dev.millrace.policy.engine.EngineSettings;
import dev.millrace.policy.engine.PolicyEngine;
import dev.millrace.policy.text.WordTokenizer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code learn}. */
@Command(
        name = "learn",
        description = {
            "Train the policy of a run on its experience, and publish its weights.",
            "There is one learner per run: a second one takes over, and the first ends with an error.",
            "Started again, it goes on exactly where it was, from its checkpoints and the log.",
            "Checkpoints lie in the folder of --out, unless learner.checkpoint.folder says otherwise."
        })
public final class LearnCommand extends RoleCommand {

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
        PolicyEngine.start(new EngineSettings(settings.policy().threads(), 1));
        Clock clock = Clock.systemUTC();
        LearnerRole learner = new RunRoles(settings, WordTokenizer.builtIn(), clock)
                .learner(Policies.load(settings.policy()), KillPoint.ofThisProcess(new StepLines(out(), clock)));
        return List.of(new Role(name(settings), learner::run, learner::stop));
    }
}
