package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.runtime.access.BrokerQuotas;
import dev.millrace.runtime.access.Quota;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quotas delete}. */
@Command(
        name = "delete",
        description = {
            "Take the limits of each role's user away.",
            "Takes a user who may change the configuration of the cluster."
        })
final class QuotasDeleteCommand extends PrintingCommand {

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        ArrayNode freed = JsonNodeFactory.instance.arrayNode();
        try (BrokerQuotas broker = new BrokerQuotas(settings.kafka())) {
            List<String> users = access.roles().stream()
                    .map(access::quotaUser)
                    .distinct()
                    .filter(broker.read()::containsKey)
                    .toList();
            broker.set(users, Quota.NONE);
            users.forEach(freed::add);
            say(users.isEmpty() ? "nobody had a limit" : "no limit any more: " + String.join(", ", users));
        }
        print(freed);
        return 0;
    }
}
