package dev.millrace.cli.command;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.streams.scoring.ScorerConfig;
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
            "Any number of processes share a scorer's work. A scorer is one that scorers declares, or has the name of a type:",
            "accuracy, accuracy_strict, format judge texts; instruction, knowledge, semantic images; scorers list prints all."
        })
public final class ScoreCommand extends RoleCommand {

    @Parameters(arity = "1..*", paramLabel = "SCORER", description = "Names of the scorers that run in this process.")
    private List<String> scorers = new ArrayList<>();

    @Override
    Actor actor() {
        return Actor.SCORER;
    }

    @Override
    List<String> ownNames(MillraceConfig settings) {
        RunNames names = new RunNames(settings.kafka().topics(), settings.run().id());
        return scorers.stream().map(names::scorer).toList();
    }

    @Override
    String name(MillraceConfig settings) {
        return "score-" + String.join("-", scorers) + "-"
                + ProcessHandle.current().pid();
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        RunRoles roles = new RunRoles(settings, Clock.systemUTC());
        List<Role> all = new ArrayList<>();
        for (String name : scorers) {
            ScorerRole scorer = roles.scorer(name);
            all.add(new Role("scorer-" + name, scorer::run, scorer::stop));
        }
        return all;
    }

    @Override
    void checkArguments(MillraceConfig settings) {
        for (String name : scorers) {
            if (declared(settings, name).runsElsewhere()) {
                throw new UsageException("scorer " + name + " is of type external: another program runs it");
            }
        }
    }

    private static ScorerConfig declared(MillraceConfig settings, String name) {
        try {
            return settings.declared(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
