package dev.millrace.cli.command;

import dev.millrace.runtime.access.Users;
import dev.millrace.schemas.access.Actor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whose rights are meant, and as which users they come. */
final class AccessOptions {

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            order = 10,
            description = "Of this role only; may be repeated. One of provisioner, feeder, worker, scorer, streams,"
                    + " learner, evaluator, page, auditor, replayer, cleaner. Default: all")
    private List<Actor> roles = new ArrayList<>();

    @Option(
            names = "--user",
            paramLabel = "ROLE=USER",
            order = 11,
            description = "The user that a role comes as, where it is not called as the role: a name, or a whole"
                    + " principal such as User:CN=worker. May be repeated.")
    private Map<Actor, String> users = new EnumMap<>(Actor.class);

    /** In the order of the table. */
    List<Actor> roles() {
        return roles.isEmpty()
                ? List.of(Actor.values())
                : roles.stream().distinct().sorted().toList();
    }

    Users users() {
        return new Users(users);
    }

    /** As a broker's quotas name the user of a role: its principal without its kind. */
    String quotaUser(Actor actor) {
        return users().principal(actor).replaceFirst("^User:", "");
    }
}
