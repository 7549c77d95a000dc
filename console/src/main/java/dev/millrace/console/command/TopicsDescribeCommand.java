package dev.millrace.console.command;

import dev.millrace.console.config.KafkaConfig;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.provision.Provisioning;
import dev.millrace.schemas.topic.TopicDifference;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code topics describe}. */
@Command(
        name = "describe",
        description = {
            "Print the catalogue of topics, and what of the broker's topics differs from it.",
            "Exit code 1 when something does."
        })
final class TopicsDescribeCommand extends SettingsCommand {

    @Override
    int run(MillraceConfig settings) {
        KafkaConfig kafka = settings.kafka();
        List<TopicDifference> differences = new Provisioning(kafka).topicDifferences();
        for (TopicSpec spec : kafka.catalogue().specs()) {
            String value = spec.value() == null ? "raw bytes" : spec.value().getSimpleName();
            out().printf("%-28s %2d partitions  %s%n", spec.name(), spec.partitions(), value);
        }
        differences.forEach(difference -> out().println(difference));
        out().println(
                        differences.isEmpty()
                                ? "all topics at " + kafka.bootstrap() + " are as the catalogue says"
                                : differences.size() + " differences at " + kafka.bootstrap());
        out().flush();
        return differences.isEmpty() ? 0 : 1;
    }
}
