package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.topic.TopicDifference;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Command;

/** {@code topics describe}. */
@Command(
        name = "describe",
        description = {
            "Print the catalogue of topics, and what of the broker's topics differs from it.",
            "Of the topics that the streams of the run made, whether they are replicated as kafka.replication says.",
            "Exit code 1 when something does."
        })
final class TopicsDescribeCommand extends PrintingCommand {

    @Override
    int run(MillraceConfig settings) {
        KafkaConfig kafka = settings.kafka();
        Provisioning provisioning = new Provisioning(kafka);
        List<TopicDifference> differences = new ArrayList<>(provisioning.topicDifferences());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (TopicSpec spec : kafka.catalogue().specs()) {
            String value = spec.value() == null ? "raw bytes" : spec.value().getSimpleName();
            out().printf(
                            "%-28s %2d partitions  %d replicas, %s in sync  %s%n",
                            spec.name(),
                            spec.partitions(),
                            spec.replication(),
                            spec.settings().get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                            value);
            json.withArray("topics")
                    .addObject()
                    .put("name", spec.name())
                    .put("partitions", spec.partitions())
                    .put("replication", spec.replication())
                    .put("in_sync", spec.settings().get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG))
                    .put("value", value);
        }
        provisioning.internalTopics(settings.run().id()).forEach((name, found) -> {
            out().printf("%s  of the streams of run %s%n", name, settings.run().id());
            differences.addAll(found);
        });
        differences.forEach(difference -> out().println(difference));
        out().println(
                        differences.isEmpty()
                                ? "all topics at " + kafka.bootstrap() + " are as the catalogue says"
                                : differences.size() + " differences at " + kafka.bootstrap());
        out().flush();
        ArrayNode found = json.putArray("differences");
        differences.forEach(each -> found.addObject()
                .put("topic", each.topic())
                .put("setting", each.setting())
                .put("found", each.found())
                .put("expected", each.expected())
                .put("remedy", each.remedy()));
        print(json);
        return differences.isEmpty() ? 0 : 1;
    }
}
