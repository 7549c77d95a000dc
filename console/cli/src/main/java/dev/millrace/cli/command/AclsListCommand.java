package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.runtime.access.Manifests;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.AccessWords;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acls list}. */
@Command(
        name = "list",
        description = {
            "Print the rights that each role needs, for the topics and the run of the settings. No broker is asked.",
            "For tools: as arguments of kafka-acls.sh, or as KafkaUser objects of Strimzi, with the limits of kafka.quotas."
        })
final class AclsListCommand extends PrintingCommand {

    /** In which words. */
    enum Format {
        TEXT,
        KAFKA_ACLS,
        STRIMZI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            order = 12,
            description = "text, kafka-acls (a line for each right) or strimzi (YAML). Default: text")
    private Format format = Format.TEXT;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            order = 13,
            description = "For strimzi: the Kafka object that the users belong to. Default: millrace")
    private String cluster = "millrace";

    @Option(
            names = "--authentication",
            paramLabel = "TYPE",
            order = 14,
            description = "For strimzi: scram-sha-512 or tls. Default: scram-sha-512")
    private String authentication = "scram-sha-512";

    @Override
    int run(MillraceConfig settings) {
        AccessTable table = new RunAccess(settings.kafka(), settings.run().id()).table();
        switch (format) {
            case STRIMZI ->
                out().print(new Manifests(cluster)
                        .users(
                                table,
                                access.roles(),
                                access.users(),
                                authentication,
                                settings.kafka().quotas()));
            case KAFKA_ACLS -> entries(table).forEach(entry -> out().println(AccessWords.kafkaAcls(entry)));
            case TEXT -> table.of(access.roles()).forEach(this::print);
        }
        out().flush();
        print(json(table));
        return 0;
    }

    private List<AclBinding> entries(AccessTable table) {
        return access.roles().stream()
                .flatMap(actor -> access.users().bindings(table, actor).stream())
                .toList();
    }

    private void print(Grant grant) {
        String operations = grant.operations().stream().map(AclOperation::name).collect(Collectors.joining(", "));
        out().printf(
                        "%-24s %-30s %s%s%n",
                        access.users().principal(grant.actor()),
                        operations,
                        AccessWords.of(grant.resource()),
                        grant.isAlwaysNeeded() ? "" : "  (only " + grant.condition() + ")");
    }

    private ArrayNode json(AccessTable table) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Actor actor : access.roles()) {
            for (Grant grant : table.of(List.of(actor))) {
                var row = rows.addObject()
                        .put("role", actor.word())
                        .put("principal", access.users().principal(actor))
                        .put("resource_type", grant.resource().resourceType().name())
                        .put("pattern_type", grant.resource().patternType().name())
                        .put("name", grant.resource().name())
                        .put("condition", grant.condition());
                grant.operations()
                        .forEach(operation -> row.withArray("operations").add(operation.name()));
            }
        }
        return rows;
    }
}
