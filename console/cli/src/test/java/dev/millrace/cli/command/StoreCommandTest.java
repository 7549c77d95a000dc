package dev.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two clusters and one store: who writes there is refused and nothing is collected, until it is said whose it is. */
@ExtendWith(SharedStack.class)
@Timeout(120)
class StoreCommandTest {

    private static final String PREFIX = "store-command.";
    private static final String OTHER = "another-cluster";

    @TempDir
    private Path folder;

    private final KafkaConnection connection;

    StoreCommandTest(KafkaConnection connection) {
        this.connection = connection;
    }

    private CommandRun run(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        for (String setting : List.of(
                "kafka.bootstrap=" + connection.bootstrapServers(),
                "kafka.registry=" + connection.registryUrl(),
                "kafka.topic_prefix=" + PREFIX,
                "kafka.store.type=folder",
                "kafka.store.config.path=" + folder.resolve("objects"))) {
            arguments.addAll(List.of("-s", setting));
        }
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private void markByAnotherCluster() throws IOException {
        try (ObjectStore store = new StoreSettings("folder", new FolderStoreConfig(folder.resolve("objects"))).open()) {
            new StoreOwners(store, new Topics(PREFIX), OTHER).mark();
        }
    }

    @Test
    void shouldRefuseTheStoreOfAnotherClusterUntilItIsAdopted() throws Exception {
        // Given
        run("topics", "create");
        run("schemas", "register");
        markByAnotherCluster();

        // When
        CommandRun learner = run("learn", "--out", folder.resolve("run").toString());
        CommandRun listed = run("store", "list");
        CommandRun unmeant = run("store", "adopt");
        CommandRun adopted = run("store", "adopt", "--yes");
        CommandRun after = run("store", "list");

        // Then
        assertThat(learner.exitCode()).as(learner.err()).isEqualTo(2);
        assertThat(learner.err())
                .contains("holds objects of Kafka cluster " + OTHER + " under the prefix " + PREFIX)
                .contains("./millrace store adopt");
        assertThat(listed.out()).contains("nothing of it is collected: folder:", "Kafka cluster " + OTHER);
        assertThat(unmeant.exitCode()).isEqualTo(2);
        assertThat(unmeant.err()).contains("has marks of " + OTHER + "; add --yes");
        assertThat(adopted.out()).contains("before it had marks of " + OTHER);
        assertThat(after.out()).contains("0 objects").doesNotContain(OTHER);
    }
}
