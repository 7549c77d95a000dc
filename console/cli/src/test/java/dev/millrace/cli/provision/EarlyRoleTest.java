package dev.millrace.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.cli.CommandRun;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.testing.SharedStack;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Roles that start before their topics and schemas are there. */
@Timeout(120)
@ExtendWith(SharedStack.class)
class EarlyRoleTest {

    @TempDir
    static Path folder;

    private final KafkaConnection connection;

    EarlyRoleTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldListWhatIsMissingOnceAfterItsPatience() {
        CommandRun page = run(
                "none.", "page", "--port", "0", "--out", folder.resolve("none").toString(), "-s", "kafka.patience=1s");

        assertThat(page.exitCode()).isEqualTo(1);
        assertThat(page.out())
                .containsOnlyOnce("waiting up to 1 s for 12 topics at " + bootstrap() + " and 11 schemas at ");
        assertThat(page.err())
                .startsWith("millrace page: there is no topic none.prompts, none.images, ")
                .contains(
                        "create them with `millrace topics create`; there is no schema of this version of none.drops-value, ")
                .endsWith("register them with `millrace schemas register` (waited for 1 s, kafka.patience)\n");
    }

    @Test
    void shouldGoOnWhenTheTopicsComeMeanwhile() throws Exception {
        // Given a feeder that waits for its topics
        Path data = folder.resolve("data.jsonl");
        Files.writeString(
                data, "{\"id\":\"a\",\"problem\":\"What is 1 + 1?\",\"answer\":\"2\",\"task\":\"understanding\"}\n");
        StringWriter out = new StringWriter();
        CompletableFuture<CommandRun> feeder =
                CompletableFuture.supplyAsync(() -> run(out, "early.", "prompts", "publish", data.toString()));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(feeder).isNotDone();
            return out.toString().contains("waiting up to 60 s for 12 topics");
        });

        // When they are made
        assertThat(run("early.", "topics", "create").exitCode()).isZero();
        assertThat(run("early.", "schemas", "register").exitCode()).isZero();

        // Then it goes on, and is done
        CommandRun done = feeder.get(60, TimeUnit.SECONDS);
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).containsOnlyOnce("s for 12 topics").contains("published 1 prompts");
        assertThat(run("early.", "topics", "describe").out()).contains("early.weights", "1 replicas, 1 in sync");
    }

    private CommandRun run(String prefix, String... command) {
        return run(new StringWriter(), prefix, command);
    }

    private CommandRun run(StringWriter out, String prefix, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-s", "kafka.bootstrap=" + bootstrap(), "-s", "kafka.registry=" + connection.registryUrl()));
        all.addAll(List.of("-s", "kafka.topic_prefix=" + prefix));
        return CommandRun.of(out, all.toArray(String[]::new));
    }

    private String bootstrap() {
        return connection.bootstrapServers();
    }
}
