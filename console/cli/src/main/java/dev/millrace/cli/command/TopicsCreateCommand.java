package dev.millrace.cli.command;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code topics create}. */
@Command(
        name = "create",
        description = "Create the topics that are missing, and verify those that exist; nothing existing is changed.")
final class TopicsCreateCommand extends SettingsCommand {

    @Override
    int run(MillraceConfig settings) {
        List<String> created = new Provisioning(settings.kafka()).createTopics();
        created.forEach(name -> out().println("created " + name));
        int others = settings.kafka().catalogue().specs().size() - created.size();
        out().println(created.size() + " topics created, " + others + " were there already");
        out().flush();
        return 0;
    }
}
