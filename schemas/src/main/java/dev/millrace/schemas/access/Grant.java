package dev.millrace.schemas.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One row of the table: what an actor may do with one resource, or with all whose names begin alike.
 *
 * @param actor who
 * @param operations at least one; READ and WRITE imply DESCRIBE
 * @param resource of a topic, group or transactional id; literal, or by prefix
 * @param only when it is needed; empty: always
 */
public record Grant(Actor actor, List<AclOperation> operations, ResourcePattern resource, Optional<Circumstance> only) {

    private static final String WILDCARD = ResourcePattern.WILDCARD_RESOURCE;

    public Grant {
        operations = List.copyOf(operations);
    }

    /** One resource by its name. */
    static Grant literal(Actor actor, ResourceType type, String name, AclOperation... operations) {
        return new Grant(
                actor, List.of(operations), new ResourcePattern(type, name, PatternType.LITERAL), Optional.empty());
    }

    /** All resources whose names begin so. An empty prefix is Kafka's wildcard. */
    static Grant prefixed(Actor actor, ResourceType type, String prefix, AclOperation... operations) {
        ResourcePattern pattern = prefix.isEmpty()
                ? new ResourcePattern(type, WILDCARD, PatternType.LITERAL)
                : new ResourcePattern(type, prefix, PatternType.PREFIXED);
        return new Grant(actor, List.of(operations), pattern, Optional.empty());
    }

    /** The same, needed under a condition only. */
    Grant onlyWhere(Circumstance circumstance) {
        return new Grant(actor, operations, resource, Optional.of(circumstance));
    }

    /** Whether the actor cannot do without it. */
    public boolean isAlwaysNeeded() {
        return only.isEmpty();
    }

    /** When it is needed, for people; empty: always. */
    public String condition() {
        return only.map(Circumstance::words).orElse("");
    }

    /** Whether somebody needs it of whom this is so. */
    public boolean isNeeded(Set<Circumstance> circumstances) {
        return only.isEmpty() || circumstances.contains(only.get());
    }

    /** Whether a resource of this name is meant. */
    public boolean covers(ResourceType type, String name) {
        return resource.resourceType() == type
                && (resource.patternType() == PatternType.PREFIXED
                        ? name.startsWith(resource.name())
                        : resource.name().equals(WILDCARD) || resource.name().equals(name));
    }

    /**
     * What the broker is told, an entry for each operation.
     *
     * @param principal as the broker names it, for instance {@code User:worker}
     */
    public List<AclBinding> bindings(String principal) {
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource,
                        new AccessControlEntry(principal, AccessWords.EVERY_HOST, operation, AclPermissionType.ALLOW)))
                .toList();
    }
}
