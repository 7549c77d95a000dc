package dev.millrace.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.learner.fixture.Cluster;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightInventory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trimmed leaves the disk of a real broker soon, and nothing else does. */
@Tag("slow")
class WeightsOnDiskTest {

    private static final int VERSION_BYTES = 4 << 20;
    private static final int VERSIONS = 50;
    private static final int KEPT = 2;
    private static final long ALLOWED_BYTES = KEPT * VERSION_BYTES + (48L << 20);

    @Test
    void shouldFreeTheDiskOfWhatIsTrimmed(@TempDir Path folder) throws InterruptedException {
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(folder))) {
            Cluster cluster = new Cluster(stack.connection());

            // When a run publishes 200 MiB of weights and keeps 8 of them
            RunNames names = cluster.provision("disk.");
            publish(cluster, names);

            // Then the topic soon takes what is kept, and as much as may lie in segments that are not cleaned yet
            Instant deadline = Instant.now().plusSeconds(60);
            while (bytes(folder, names) >= ALLOWED_BYTES && Instant.now().isBefore(deadline)) {
                Thread.sleep(500);
            }
            assertThat(bytes(folder, names)).isLessThan(ALLOWED_BYTES);
            assertThat(cluster.keptManifests(names))
                    .extracting(manifest -> manifest.getVersion())
                    .containsExactly(VERSIONS - 2, VERSIONS - 1);
        }
    }

    private static void publish(Cluster cluster, RunNames names) {
        WeightTrimmer trimmer = new WeightTrimmer(new WeightInventory(names.run()), KEPT);
        byte[] payload = new byte[VERSION_BYTES];
        Random random = new Random(1);
        try (CommitLog commits = CommitLog.takeOver(
                () -> new KafkaProducer<>(
                        cluster.connection().transactionalProducer("disk", names.learner()),
                        new StringSerializer(),
                        new ByteArraySerializer()),
                new StepEncoder(new AvroSerdes(cluster.connection()), names.topics()),
                Optional::empty,
                new TopicPartition(names.topics().experience(), 0),
                names.learner())) {
            for (int version = 0; version < VERSIONS; version++) {
                random.nextBytes(payload);
                StepRecords step = new StepRecords(
                        Published.weights(Recording.RUN, version, payload, WeightAnnouncement.DEFAULT_CHUNK_BYTES),
                        trimmer.outdatedBy(version),
                        Optional.empty(),
                        List.of(),
                        0);
                commits.commit(step);
                trimmer.published(step);
            }
        }
    }

    /** What the topic takes on disk; a file may go while it is looked at. */
    private static long bytes(Path folder, RunNames names) {
        Path topic = folder.resolve("broker").resolve(names.topics().weights() + "-0");
        try (Stream<Path> files = Files.list(topic)) {
            return files.filter(file -> file.toString().contains(".log"))
                    .map(Path::toFile)
                    .mapToLong(file -> file.length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
