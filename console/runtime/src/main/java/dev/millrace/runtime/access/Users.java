package dev.millrace.runtime.access;

import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;

/**
 * Which user comes as whom.
 *
 * @param named users that are not called as their role; a name with a colon is a whole principal
 */
public record Users(Map<Actor, String> named) {

    public Users {
        named = named.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(named));
    }

    /** The name, as {@code worker}. */
    public String name(Actor actor) {
        return named.getOrDefault(actor, actor.word());
    }

    /** As the broker names it: {@code User:worker}, or {@code User:CN=worker} of mutual TLS. */
    public String principal(Actor actor) {
        String name = name(actor);
        return name.contains(":") ? name : "User:" + name;
    }

    /** All entries that this actor's user needs; with the conditional ones. */
    public List<AclBinding> bindings(AccessTable table, Actor actor) {
        return table.of(List.of(actor)).stream()
                .flatMap(grant -> grant.bindings(principal(actor)).stream())
                .distinct()
                .toList();
    }
}
