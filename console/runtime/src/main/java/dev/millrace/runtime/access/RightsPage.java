package dev.millrace.runtime.access;

import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The table of rights for people. {@code P.} stands for the prefix of the topics, {@code R} for the run. */
public final class RightsPage {

    private static final String HEAD = "| role | operations | resource |\n|---|---|---|\n";

    private RightsPage() {}

    /** Rows that differ in their resource only are one. */
    private record Row(String role, List<AclOperation> operations, ResourceType type, String condition) {}

    /** The commands that come as each role, in Markdown. */
    public static String commands() {
        StringBuilder text = new StringBuilder("| role | who comes as it |\n|---|---|\n");
        for (Actor actor : Actor.values()) {
            text.append("| " + actor.word() + " | " + actor.commands() + " |\n");
        }
        return text.toString();
    }

    /** The table in Markdown. */
    public static String table() {
        Map<Row, List<String>> resources = new LinkedHashMap<>();
        for (Grant grant : new AccessTable(new RunNames(new Topics("P."), new RunId("R"))).grants()) {
            Row row = new Row(
                    grant.actor().word(), grant.operations(), grant.resource().resourceType(), grant.condition());
            String name = grant.resource().name() + (grant.resource().patternType() == PatternType.PREFIXED ? "*" : "");
            resources.computeIfAbsent(row, none -> new ArrayList<>()).add("`" + name + "`");
        }
        StringBuilder text = new StringBuilder(HEAD);
        String last = "";
        for (Map.Entry<Row, List<String>> each : resources.entrySet()) {
            Row row = each.getKey();
            String operations =
                    row.operations().stream().map(AclOperation::name).collect(Collectors.joining(", "));
            String kind = row.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            text.append("| " + (row.role().equals(last) ? "" : row.role()) + " | " + operations + " | " + kind
                    + (each.getValue().size() > 1 ? "s " : " ")
                    + String.join(", ", each.getValue())
                    + (row.condition().isEmpty() ? "" : " (only " + row.condition() + ")") + " |\n");
            last = row.role();
        }
        return text.toString();
    }
}
