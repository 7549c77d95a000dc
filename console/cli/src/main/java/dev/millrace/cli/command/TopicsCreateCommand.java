package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code topics create}. */
@Command(
        name = "create",
        description = "Create the topics that are missing, and verify those that exist; nothing existing is changed.")
final class TopicsCreateCommand extends PrintingCommand {

    @Override
    int run(MillraceConfig settings) {
        List<String> created = new Provisioning(settings.kafka()).createTopics();
        created.forEach(name -> say("created " + name));
        int others = settings.kafka().catalogue().specs().size() - created.size();
        say(created.size() + " topics created, " + others + " were there already");
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("there_already", others);
        created.forEach(result.putArray("created")::add);
        print(result);
        return 0;
    }
}
