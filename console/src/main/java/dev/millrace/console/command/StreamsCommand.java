package dev.millrace.console.command;

import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.role.Role;
import dev.millrace.console.role.RunRoles;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.streams.topology.StreamsRole;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code streams}. */
@Command(
        name = "streams",
        description = {
            "Join the trajectories and scores of a run into experience: groups, rewards, advantages.",
            "Any number of instances share a run's groups, up to kafka.partitions."
        })
public final class StreamsCommand extends RoleCommand {

    @Override
    String name(MillraceConfig settings) {
        return "streams-" + ProcessHandle.current().pid();
    }

    @Override
    List<Role> roles(MillraceConfig settings, RunFolder folder) {
        StreamsRole streams = new RunRoles(settings, WordTokenizer.builtIn(), Clock.systemUTC()).streams();
        return List.of(new Role(name(settings), streams::run, streams::stop));
    }
}
