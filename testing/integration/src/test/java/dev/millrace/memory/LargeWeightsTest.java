package dev.millrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Large weights are published, saved, resumed and applied by processes whose heap is bounded. */
@Tag("slow")
@ExtendWith(SharedStack.class)
class LargeWeightsTest {

    /** The payload (203 MiB), 64 MiB beside it, and what a Java process with Kafka's clients takes anyway. */
    private static final String HEAP_OF_THE_LOG = "-Xmx320m";

    private static final String HEAP_OF_THE_STORE = "-Xmx1g";

    @TempDir
    private Path folder;

    private final KafkaConnection connection;

    LargeWeightsTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldPublishAndApplyWithOnePayloadInTheHeap() throws Exception {
        // Given a policy of more than 200 MB
        Topics topics = OwnTopics.create(connection, 1);
        LargePolicy.write(folder.resolve("base"), 3);
        assertThat(model().toFile().length()).isBetween(200_000_000L, 230_000_000L);

        // When a learner publishes it, saves and resumes, and a worker joins
        List<String> of = arguments(topics);
        String published = last(run(HEAP_OF_THE_LOG, LargeLearner.class, of), "published ");
        String applied = last(run(HEAP_OF_THE_LOG, LargeWorker.class, of), "applied ");

        // Then the worker has the bits of the learner
        assertThat(applied).isEqualTo((LargeLearner.VERSIONS - 1) + " " + published);
    }

    @Test
    void shouldPublishAndApplyAGigabyteByTheStore() throws Exception {
        // Given a policy of more than 1 GB
        Topics topics = OwnTopics.create(connection, 1);
        LargePolicy.write(folder.resolve("base"), 15);
        assertThat(model().toFile().length()).isBetween(1_000_000_000L, 1_200_000_000L);

        // When its versions go by a store
        List<String> of = new ArrayList<>(arguments(topics));
        of.add(folder.resolve("objects").toString());
        String published = last(run(HEAP_OF_THE_STORE, LargeLearner.class, of), "published ");
        String applied = last(run(HEAP_OF_THE_STORE, LargeWorker.class, of), "applied ");

        // Then the worker has the bits of the learner
        assertThat(applied).isEqualTo((LargeLearner.VERSIONS - 1) + " " + published);
    }

    private Path model() {
        return folder.resolve("base/model.safetensors");
    }

    private List<String> arguments(Topics topics) {
        String prefix = topics.weights().replace("weights", "");
        return List.of(connection.bootstrapServers(), connection.registryUrl(), prefix, folder.toString());
    }

    private List<String> run(String heap, Class<?> main, List<String> arguments) throws Exception {
        Path output = folder.resolve(main.getSimpleName());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor())
                    .as("%s: %s", main.getSimpleName(), tail(output))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    private static String tail(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static String last(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .reduce((one, next) -> next)
                .orElseThrow()
                .substring(prefix.length());
    }
}
