package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.runtime.access.BrokerAcls;
import dev.millrace.runtime.access.RunAccess;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.AccessWords;
import dev.millrace.schemas.client.Preflight;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code acls create}. */
@Command(
        name = "create",
        description = {
            "Grant each role's user what it needs and does not have; nothing is taken away.",
            "Takes a user who may change the rights of the cluster."
        })
final class AclsCreateCommand extends PrintingCommand {

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        AccessTable table = new RunAccess(settings.kafka(), settings.run().id()).table();
        List<AclBinding> wanted = access.roles().stream()
                .flatMap(actor -> access.users().bindings(table, actor).stream())
                .toList();
        try (BrokerAcls broker = new BrokerAcls(settings.kafka())) {
            List<AclBinding> added = broker.add(wanted);
            added.forEach(entry -> say("granted " + entry.entry().principal() + " "
                    + entry.entry().operation() + " on " + AccessWords.of(entry.pattern())));
            int others = wanted.size() - added.size();
            say(added.size() + " rights granted, " + others + " were there already");
            print(JsonNodeFactory.instance
                    .objectNode()
                    .put("there_already", others)
                    .set("granted", AclJson.of(added)));
        }
        return 0;
    }
}
