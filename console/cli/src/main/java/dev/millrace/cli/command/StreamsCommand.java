package dev.millrace.cli.command;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.streams.topology.StreamsRole;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code streams}. */
@Command(
        name = "streams",
        description = {
            "Join the trajectories and scores of a run into experience: groups, rewards, advantages.",
            "Any number of instances share a run's groups, up to kafka.partitions.",
            "Beside it runs the topology that counts the run for page, watch and Prometheus."
        })
public final class StreamsCommand extends RoleCommand {

    @Override
    Actor actor() {
        return Actor.STREAMS;
    }

    @Override
    List<String> ownNames(MillraceConfig settings) {
        return new RunNames(settings.kafka().topics(), settings.run().id()).applications();
    }

    @Override
    String name(MillraceConfig settings) {
        return "streams-" + ProcessHandle.current().pid();
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        RunRoles make = new RunRoles(settings, Clock.systemUTC());
        StreamsRole streams = make.streams();
        StreamsRole metrics = make.metrics();
        meters().add("streams", streams::metrics);
        meters().add("streams", metrics::metrics);
        return List.of(
                new Role(name(settings), streams::run, streams::stop),
                new Role("metrics", metrics::run, metrics::stop).unessential());
    }
}
