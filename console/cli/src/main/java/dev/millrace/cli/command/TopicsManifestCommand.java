package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.access.Manifests;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code topics manifest}. */
@Command(
        name = "manifest",
        description = {
            "Print the catalogue of topics as KafkaTopic objects of Strimzi, in YAML. No broker is asked.",
            "Where Strimzi's operator keeps the topics, it makes them, and `topics create` is not used."
        })
final class TopicsManifestCommand extends PrintingCommand {

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            order = 10,
            description = "The Kafka object that the topics belong to. Default: millrace")
    private String cluster = "millrace";

    @Override
    int run(MillraceConfig settings) {
        out().print(new Manifests(cluster).topics(settings.kafka().catalogue()));
        out().flush();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (TopicSpec spec : settings.kafka().catalogue().specs()) {
            ObjectNode topic = json.addObject()
                    .put("name", spec.name())
                    .put("partitions", spec.partitions())
                    .put("replication", spec.replication());
            ObjectNode all = topic.putObject("settings");
            new TreeMap<>(spec.settings()).forEach(all::put);
        }
        print(json);
        return 0;
    }
}
