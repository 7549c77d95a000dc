package dev.millrace.console.command;

import dev.millrace.console.config.KafkaConfig;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.topic.TopicDifference;
import dev.millrace.schemas.topic.TopicProvisioner;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
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
        new Preflight(kafka.connection(), Patience.ADDRESS).checkBroker();
        try (Admin admin = Admin.create(kafka.connection().client("millrace-topics"))) {
            List<TopicDifference> differences =
                    new TopicProvisioner(admin, kafka.catalogue(), Patience.REQUEST).differences();
            for (TopicSpec spec : kafka.catalogue().specs()) {
                out().printf(
                                "%-28s %2d partitions  %s%n",
                                spec.name(),
                                spec.partitions(),
                                spec.value() == null
                                        ? "raw bytes"
                                        : spec.value().getSimpleName());
            }
            differences.forEach(difference -> out().println(difference));
            out().println(
                            differences.isEmpty()
                                    ? "all topics of " + kafka.bootstrap() + " are as the catalogue says"
                                    : differences.size() + " differences at " + kafka.bootstrap());
            out().flush();
            return differences.isEmpty() ? 0 : 1;
        }
    }
}
