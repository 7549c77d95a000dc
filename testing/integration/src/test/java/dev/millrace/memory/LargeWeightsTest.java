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

/** Weights of 200 MB are published, saved, resumed and applied by processes whose heap has room for one payload. */
@Tag("slow")
@ExtendWith(SharedStack.class)
class LargeWeightsTest {

    /** The payload (203 MiB), 64 MiB beside it, and what a Java process with Kafka's clients takes anyway. */
    private static final String HEAP = "-Xmx320m";

    @TempDir
    private Path folder;

    @Test
    void shouldPublishAndApplyWithOnePayloadInTheHeap(KafkaConnection connection) throws Exception {
        // Given a policy of more than 200 MB
        Topics topics = OwnTopics.create(connection, 1);
        LargePolicy.write(folder.resolve("base"));
        assertThat(folder.resolve("base/model.safetensors").toFile().length()).isBetween(200_000_000L, 230_000_000L);

        // When a learner publishes it, saves and resumes, and a worker joins
        String prefix = topics.weights().replace("weights", "");
        List<String> of = List.of(connection.bootstrapServers(), connection.registryUrl(), prefix, folder.toString());
        String published = last(run(LargeLearner.class, of), "published ");
        String applied = last(run(LargeWorker.class, of), "applied ");

        // Then the worker has the bits of the learner
        assertThat(applied).isEqualTo((LargeLearner.VERSIONS - 1) + " " + published);
    }

    private List<String> run(Class<?> main, List<String> arguments) throws Exception {
        Path output = folder.resolve(main.getSimpleName());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
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
