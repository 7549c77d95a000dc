package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.access.BrokerQuotas;
import dev.millrace.runtime.access.Quota;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quotas set}. */
@Command(
        name = "set",
        description = {
            "Limit what the user of each role takes of each broker; who takes more is slowed down by the broker, and nothing is"
                    + " refused. What is not said has no limit. Roles whose user is the same share its quota.",
            "Without --write, --read and --requests the limits are those of kafka.quotas, for the roles that it names.",
            "`topics plan` says what a load takes in all. Takes a user who may change the configuration of the cluster."
        })
final class QuotasSetCommand extends PrintingCommand {

    private static final double MEGA = 1e6;

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Option(
            names = "--write",
            paramLabel = "MB",
            order = 12,
            description = "Megabytes that may be written a second, to each broker.")
    private @Nullable Double written;

    @Option(
            names = "--read",
            paramLabel = "MB",
            order = 13,
            description = "Megabytes that may be read a second, from each broker.")
    private @Nullable Double read;

    @Option(
            names = "--requests",
            paramLabel = "PERCENT",
            order = 14,
            description = "Time that a broker's threads may spend on requests: 100 is one thread.")
    private @Nullable Double requests;

    @Override
    void check(MillraceConfig settings) {
        if (asked(settings).isEmpty()) {
            throw new UsageException("give --write, --read or --requests, or kafka.quotas in the settings;"
                    + " `quotas delete` takes limits away");
        }
    }

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        Map<String, Quota> asked = asked(settings);
        try (BrokerQuotas broker = new BrokerQuotas(settings.kafka())) {
            asked.forEach((user, quota) -> broker.set(List.of(user), quota));
        }
        asked.forEach((user, quota) -> {
            ObjectNode limited = json.addObject().put("user", user);
            quota.limits().forEach(limited::put);
        });
        say("limited " + String.join(", ", asked.keySet()));
        print(json);
        return 0;
    }

    /** What the options say, or the settings where they say nothing; by the user. */
    private Map<String, Quota> asked(MillraceConfig settings) {
        Map<String, Quota> asked = new LinkedHashMap<>();
        for (Actor actor : access.roles()) {
            Quota said = quota();
            Quota quota = said.equals(Quota.NONE) ? Quota.of(settings.kafka().quotas(), actor) : said;
            String user = access.quotaUser(actor);
            Quota other = quota.equals(Quota.NONE) ? null : asked.put(user, quota);
            if (other != null && !other.equals(quota)) {
                throw new UsageException(
                        "user " + user + " comes as several roles, for which kafka.quotas says different"
                                + " limits; give them the same, or users of their own");
            }
        }
        return asked;
    }

    private Quota quota() {
        try {
            return new Quota(bytes(written), bytes(read), percent(requests));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static OptionalDouble bytes(@Nullable Double mega) {
        return mega == null ? OptionalDouble.empty() : OptionalDouble.of(mega * MEGA);
    }

    private static OptionalDouble percent(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
