package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import picocli.CommandLine.Command;

/** {@code schemas check}. */
@Command(name = "check", description = "Check that the schemas of all topics are registered, and change nothing.")
final class SchemasCheckCommand extends PrintingCommand {

    @Override
    int run(MillraceConfig settings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new Provisioning(settings.kafka()).checkSchemas().forEach((subject, id) -> {
            out().printf("%-34s id %d%n", subject, id);
            json.put(subject, id);
        });
        out().flush();
        print(json);
        return 0;
    }
}
