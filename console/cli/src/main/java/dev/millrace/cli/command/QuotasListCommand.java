package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.access.BrokerQuotas;
import dev.millrace.runtime.access.Quota;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.client.Preflight;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quotas list}. */
@Command(
        name = "list",
        description = {
            "Print what the user of each role may take of each broker, and that of users who come as no role.",
            "Takes a user who may see the configuration of the cluster."
        })
final class QuotasListCommand extends PrintingCommand {

    private static final double MEGA = 1e6;

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        try (BrokerQuotas broker = new BrokerQuotas(settings.kafka())) {
            SortedMap<String, Quota> there = broker.read();
            for (Actor actor : access.roles()) {
                String user = access.quotaUser(actor);
                Quota quota = there.getOrDefault(user, Quota.NONE);
                say(line(actor.word(), user, quota));
                json.add(json(user, quota).put("role", actor.word()));
            }
            access.roles().stream().map(access::quotaUser).forEach(there::remove);
            for (Map.Entry<String, Quota> other : there.entrySet()) {
                say(line("", other.getKey(), other.getValue()));
                json.add(json(other.getKey(), other.getValue()));
            }
        }
        print(json);
        return 0;
    }

    private static String line(String role, String user, Quota quota) {
        return "%-12s %-24s writes %-12s reads %-12s requests %s"
                .formatted(
                        role,
                        user,
                        rate(quota.produced()),
                        rate(quota.consumed()),
                        quota.requests().isPresent() ? number(quota.requests().getAsDouble()) + " %" : "no limit");
    }

    private static String rate(OptionalDouble bytes) {
        return bytes.isPresent() ? number(bytes.getAsDouble() / MEGA) + " MB/s" : "no limit";
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static ObjectNode json(String user, Quota quota) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("user", user);
        quota.limits().forEach(json::put);
        return json;
    }
}
