package dev.millrace.runtime.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * The entries of a broker, and what follows from them: by Kafka's rules a denial wins, READ, WRITE, DELETE and ALTER imply
 * DESCRIBE, and ALTER_CONFIGS implies DESCRIBE_CONFIGS. An entry for some hosts only does not count as a right. Immutable.
 *
 * @param entries all of them, or those of some principals and of everybody
 */
public record GrantedRights(List<AclBinding> entries) {

    private static final String EVERYBODY = "User:*";
    private static final String EVERYWHERE = "*";

    public GrantedRights(Collection<AclBinding> entries) {
        this(List.copyOf(entries));
    }

    /** Whether what a binding allows is allowed. */
    public boolean hold(AclBinding wanted) {
        Set<AclOperation> enough = enoughFor(wanted.entry().operation());
        boolean allowed = entries.stream()
                .anyMatch(entry -> entry.entry().permissionType() == AclPermissionType.ALLOW
                        && entry.entry().host().equals(EVERYWHERE)
                        && isOf(entry, wanted)
                        && enough.contains(entry.entry().operation())
                        && contains(entry.pattern(), wanted.pattern()));
        boolean denied = entries.stream()
                .anyMatch(entry -> entry.entry().permissionType() == AclPermissionType.DENY
                        && isOf(entry, wanted)
                        && (entry.entry().operation() == wanted.entry().operation()
                                || entry.entry().operation() == AclOperation.ALL)
                        && (contains(entry.pattern(), wanted.pattern())
                                || contains(wanted.pattern(), entry.pattern())));
        return allowed && !denied;
    }

    /** What a principal is allowed that nothing in {@code needed} asks for. */
    public List<AclBinding> beyond(String principal, Collection<AclBinding> needed) {
        GrantedRights table = new GrantedRights(needed);
        return entries.stream()
                .filter(entry -> entry.entry().principal().equals(principal)
                        && entry.entry().permissionType() == AclPermissionType.ALLOW
                        && !table.hold(entry))
                .toList();
    }

    private static boolean isOf(AclBinding entry, AclBinding wanted) {
        String principal = entry.entry().principal();
        return principal.equals(wanted.entry().principal()) || principal.equals(EVERYBODY);
    }

    private static Set<AclOperation> enoughFor(AclOperation operation) {
        EnumSet<AclOperation> enough = EnumSet.of(operation, AclOperation.ALL);
        if (operation == AclOperation.DESCRIBE) {
            enough.addAll(EnumSet.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER));
        } else if (operation == AclOperation.DESCRIBE_CONFIGS) {
            enough.add(AclOperation.ALTER_CONFIGS);
        }
        return enough;
    }

    /** Whether every name that {@code inner} means is meant by {@code outer}. */
    private static boolean contains(ResourcePattern outer, ResourcePattern inner) {
        if (outer.resourceType() != inner.resourceType()) {
            return false;
        }
        if (outer.patternType() == PatternType.PREFIXED) {
            return inner.name().startsWith(outer.name());
        }
        return outer.name().equals(ResourcePattern.WILDCARD_RESOURCE)
                || inner.patternType() == PatternType.LITERAL && inner.name().equals(outer.name());
    }
}
