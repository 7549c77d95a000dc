package dev.millrace.console.command;

import dev.millrace.console.config.KafkaConfig;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.topic.TopicProvisioner;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;

/** {@code topics create}. */
@Command(
        name = "create",
        description = "Create the topics that are missing, and verify those that exist; nothing existing is changed.")
final class TopicsCreateCommand extends SettingsCommand {

    @Override
    int run(MillraceConfig settings) {
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection(), Patience.ADDRESS).checkBroker();
        try (Admin admin = Admin.create(kafka.connection().client("millrace-topics"))) {
            TopicProvisioner topics = new TopicProvisioner(admin, kafka.catalogue(), Patience.REQUEST);
            List<String> created = topics.createMissing();
            topics.verify();
            created.forEach(name -> out().println("created " + name));
            out().println(created.size() + " topics created, "
                    + (kafka.catalogue().specs().size() - created.size()) + " were there already");
            out().flush();
        }
        return 0;
    }
}
