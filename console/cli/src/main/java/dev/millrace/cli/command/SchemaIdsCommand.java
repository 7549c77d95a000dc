package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A command whose result is what the registry knows schemas by. */
abstract class SchemaIdsCommand extends PrintingCommand {

    /** @param ids of schemas, by subject */
    final void printIds(Map<String, Integer> ids) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ids.forEach((subject, id) -> {
            out().printf("%-34s id %d%n", subject, id);
            json.put(subject, id);
        });
        out().flush();
        print(json);
    }
}
