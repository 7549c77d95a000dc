package dev.millrace.cli.command;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.streams.scoring.BuiltInScorers;
import dev.millrace.streams.scoring.ScorerRole;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code score}. */
@Command(
        name = "score",
        description = {
            "Score the trajectories of a run with one scorer or several.",
            "Any number of processes share a scorer's work. Scorers of texts: accuracy, accuracy_strict, format; of images: instruction, knowledge, semantic."
        })
public final class ScoreCommand extends RoleCommand {

    @Parameters(arity = "1..*", paramLabel = "SCORER", description = "Names of the scorers that run in this process.")
    private List<String> scorers = new ArrayList<>();

    @Override
    String name(MillraceConfig settings) {
        return "score-" + String.join("-", scorers) + "-"
                + ProcessHandle.current().pid();
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        PolicyEngine.start(new EngineSettings(settings.policy().threads(), 1));
        RunRoles roles = new RunRoles(settings, WordTokenizer.builtIn(), Clock.systemUTC());
        List<Role> all = new ArrayList<>();
        for (String name : scorers) {
            ScorerRole scorer = roles.scorer(name);
            all.add(new Role("scorer-" + name, scorer::run, scorer::stop));
        }
        return all;
    }

    @Override
    void checkArguments() {
        for (String name : scorers) {
            if (!BuiltInScorers.names().contains(name)) {
                throw new UsageException(
                        "there is no scorer " + name + "; there are " + String.join(", ", BuiltInScorers.names()));
            }
        }
    }
}
