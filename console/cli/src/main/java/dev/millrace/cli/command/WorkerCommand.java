package dev.millrace.cli.command;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.runtime.access.Circumstances;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.workers.RolloutWorker;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code worker}. */
@Command(
        name = "worker",
        description = {
            "Sample answers to the prompts of a run, with the newest weights of its learner.",
            "Any number of workers share a run's prompts; each is a process of its own."
        })
public final class WorkerCommand extends RoleCommand {

    @Option(
            names = "--id",
            paramLabel = "NAME",
            description = "Name of this worker, unlike that of any other that runs. Default: host and process id")
    private @Nullable String id;

    private String id() {
        if (id == null) {
            id = ProcessName.unique();
        }
        return id;
    }

    @Override
    void check(MillraceConfig settings) {
        Policies.requireMeasurable(settings);
    }

    @Override
    Actor actor() {
        return Actor.WORKER;
    }

    @Override
    List<String> ownNames(MillraceConfig settings) {
        RunNames names = new RunNames(settings.kafka().topics(), settings.run().id());
        return List.of(
                names.workers(),
                names.workerClaims(),
                names.workerDrops(),
                names.worker(id()).transactionalId());
    }

    @Override
    Set<Circumstance> circumstances(MillraceConfig settings) {
        return Circumstances.of(actor(), settings);
    }

    @Override
    String name(MillraceConfig settings) {
        return "worker-" + id();
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        RolloutWorker worker = new RunRoles(settings, Clock.systemUTC()).worker(id());
        meters().add(name(settings), () -> worker.metrics().values());
        return List.of(new Role(name(settings), worker::run, worker::stop));
    }
}
