package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.store.ObjectStore;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code store adopt}. */
@Command(
        name = "adopt",
        description = {
            "Make what lies in kafka.store under kafka.topic_prefix that of the Kafka cluster of kafka.bootstrap, where the cluster"
                    + " that wrote it is no more, or its topics were copied here. No object is deleted.",
            "While the other cluster lives, it must not: each would take away what only the other names."
        })
final class StoreAdoptCommand extends PrintingCommand {

    @Option(names = "--yes", order = 10, description = "It is meant; without it nothing is changed.")
    private boolean yes;

    @Override
    void check(MillraceConfig settings) {
        StoreLook.requireStore(settings);
    }

    @Override
    int run(MillraceConfig settings) throws IOException {
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection()).check();
        try (ObjectStore store = kafka.connection().openStore().orElseThrow()) {
            StoreOwners owners = StoreOwners.of(store, kafka.connection(), kafka.topics());
            if (!yes) {
                throw new UsageException("nothing is changed; " + store.name() + " has marks of "
                        + names(owners.others()) + "; add --yes to make it that of cluster " + owners.cluster());
            }
            List<String> before = owners.adopt();
            say(store.name() + " is that of cluster " + owners.cluster() + " now, under the prefix "
                    + kafka.topicPrefix() + "; before it had marks of " + names(before));
            ArrayNode json = JsonNodeFactory.instance.arrayNode();
            before.forEach(json::add);
            print(json);
            return 0;
        }
    }

    private static String names(Collection<String> clusters) {
        return clusters.isEmpty() ? "no other cluster" : String.join(", ", clusters);
    }
}
