package dev.millrace.cli.faults;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The table of rights in {@code docs/security.md}, as what a broker is told. */
record RightsTable(List<Row> rows) {

    private static final String HEAD = "| principal | operations | resource |";
    private static final Pattern RESOURCE =
            Pattern.compile("(topic|group|transactional id)s? (.+?) ([LX])(?: \\([^)]*\\))?");

    /** Who may do what with which resource. */
    record Row(String principal, List<AclOperation> operations, List<ResourcePattern> resources) {

        /** Whether a resource of this name is meant. */
        boolean covers(ResourceType type, String name) {
            return resources.stream()
                    .anyMatch(pattern -> pattern.resourceType() == type
                            && (pattern.patternType() == PatternType.PREFIXED
                                    ? name.startsWith(pattern.name())
                                    : name.equals(pattern.name())));
        }
    }

    /** @throws IllegalArgumentException if a row has another form than the others */
    static RightsTable read(Path document, Topics topics, RunId run) throws IOException {
        List<String> lines = Files.readAllLines(document);
        List<Row> rows = new ArrayList<>();
        String principal = "";
        for (String line : lines.subList(lines.indexOf(HEAD) + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            String[] cells = line.split("\\|", -1);
            principal = cells[1].isBlank() ? principal : cells[1].strip();
            rows.add(new Row(
                    principal,
                    Arrays.stream(cells[2].strip().split(", "))
                            .map(AclOperation::valueOf)
                            .toList(),
                    resources(cells[3].strip(), topics, run)));
        }
        return new RightsTable(rows);
    }

    private static List<ResourcePattern> resources(String cell, Topics topics, RunId run) {
        Matcher parts = RESOURCE.matcher(cell);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no resource: " + cell);
        }
        ResourceType type =
                switch (parts.group(1)) {
                    case "topic" -> ResourceType.TOPIC;
                    case "group" -> ResourceType.GROUP;
                    default -> ResourceType.TRANSACTIONAL_ID;
                };
        PatternType pattern = parts.group(3).equals("L") ? PatternType.LITERAL : PatternType.PREFIXED;
        return Arrays.stream(parts.group(2).split(", | and "))
                .map(name -> new ResourcePattern(type, name(name, topics, run), pattern))
                .toList();
    }

    private static String name(String written, Topics topics, RunId run) {
        String named = written.startsWith("P") ? written.substring(1).strip() : written;
        return topics.prefix() + (named.startsWith("R.") ? run + named.substring(1) : named);
    }

    /** The rows of one principal, and those of every role. */
    List<Row> of(String principal) {
        return rows.stream()
                .filter(row -> row.principal().equals(principal)
                        || row.principal().equals("every role") && !principal.startsWith("who"))
                .toList();
    }

    /** What a broker is told of a user with these rights. */
    List<AclBinding> bindings(String principal, String user) {
        return of(principal).stream()
                .flatMap(row -> row.resources().stream().flatMap(resource -> row.operations().stream()
                        .map(operation -> new AclBinding(
                                resource,
                                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)))))
                .distinct()
                .toList();
    }
}
