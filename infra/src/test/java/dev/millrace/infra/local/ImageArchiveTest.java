package dev.millrace.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.log.ImagePublisher;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicProvisioner;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStack.class)
class ImageArchiveTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final RunId RUN = new RunId("run");

    private final KafkaConnection connection;
    private final TopicCatalogue catalogue = new TopicCatalogue(new Topics(UUID.randomUUID() + "."), 2, (short) 1);
    private final Topics topics = catalogue.names();

    ImageArchiveTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @BeforeEach
    void provision() {
        try (Admin admin = Admin.create(connection.client("test"));
                SchemaRegistration schemas = new SchemaRegistration(connection, catalogue, PATIENCE)) {
            new TopicProvisioner(admin, catalogue, PATIENCE).createMissing();
            schemas.registerAll();
        }
    }

    @Test
    void shouldGiveEveryImageWhateverTheCacheHolds() {
        // Given more images than the cache takes, published in random order of asking
        Random random = new Random(7);
        List<byte[]> images = new ArrayList<>();
        List<ImageRef> references = new ArrayList<>();
        try (ImagePublisher publisher = publisher()) {
            for (int i = 0; i < 40; i++) {
                byte[] image = new byte[500 + random.nextInt(500)];
                random.nextBytes(image);
                images.add(image);
                references.add(publisher.publish(image, "image/png"));
            }
            publisher.flush();
        }

        try (ImageArchive archive = ImageArchive.open(connection, topics, "test", 3000)) {
            for (int i = 0; i < 120; i++) {
                // When one is asked for
                int which = random.nextInt(images.size());
                ImageBlob image =
                        archive.get(references.get(which).getSha256(), PATIENCE).orElseThrow();

                // Then it is that one
                assertThat(image.getData()).isEqualTo(ByteBuffer.wrap(images.get(which)));
                assertThat(image.getMediaType()).isEqualTo("image/png");
            }
        }
    }

    @Test
    void shouldPublishAnImageOnceWhateverTheNumberOfPublications() throws Exception {
        // Given an image that many prompts show
        try (ImagePublisher publisher = publisher()) {
            for (int i = 0; i < 50; i++) {
                assertThat(publisher.publish(new byte[] {1, 2, 3}, "image/png").getSha256())
                        .isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
            }
            publisher.flush();
        }

        // When the topic is measured, Then it holds one record
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void shouldWaitForAnImageThatIsPublishedLater() {
        try (ImagePublisher publisher = publisher();
                ImageArchive archive = ImageArchive.open(connection, topics, "test", 1 << 20)) {
            // Given an archive that has read all there is
            String later = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
            assertThat(archive.get(later, SHORT)).isEmpty();

            // When the image is published, Then it is found
            publisher.publish(new byte[] {1, 2, 3}, "image/png");
            publisher.flush();
            assertThat(archive.get(later, PATIENCE)).isPresent();
        }
    }

    @Test
    void shouldPassOverBadRecordsAndDamagedImages() throws Exception {
        // Given garbage, an image whose bytes have another hash, and a good one behind them
        try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(
                        connection.producer("test"), new ByteArraySerializer(), new ByteArraySerializer());
                KafkaProducer<String, ImageBlob> typed = new KafkaProducer<>(
                        connection.producer("test"),
                        new StringSerializer(),
                        new AvroSerdes(connection).serializer(ImageBlob.class));
                ImagePublisher publisher = publisher()) {
            ImageBlob damaged = new ImageBlob("run", "ab".repeat(32), "image/png", ByteBuffer.wrap(new byte[] {9}));
            for (int partition = 0; partition < 2; partition++) {
                raw.send(new ProducerRecord<>(topics.images(), partition, new byte[1], new byte[] {1, 2}))
                        .get();
                raw.send(new ProducerRecord<>(topics.images(), partition, new byte[1], null))
                        .get();
                typed.send(new ProducerRecord<>(topics.images(), partition, "k", damaged))
                        .get();
            }
            ImageRef good = publisher.publish(new byte[] {1, 2, 3}, "image/png");
            publisher.flush();

            try (ImageArchive archive = ImageArchive.open(connection, topics, "test", 1 << 20)) {
                // When, Then the good one is found, and the damaged one is not given out
                assertThat(archive.get(good.getSha256(), PATIENCE)).isPresent();
                assertThat(archive.get(damaged.getSha256(), SHORT)).isEmpty();
            }
        }
    }

    @Test
    void shouldRefuseImagesThatDoNotBelongOnKafka() {
        try (ImagePublisher publisher = publisher()) {
            assertThatThrownBy(() -> publisher.publish(new byte[ImagePublisher.MAX_IMAGE_BYTES + 1], "image/png"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("object store");
            assertThatThrownBy(() -> publisher.publish(new byte[0], "image/png"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldTakeAnImageOfTheLargestSizeThatCannotBeCompressed() {
        byte[] image = new byte[ImagePublisher.MAX_IMAGE_BYTES];
        new Random(3).nextBytes(image);
        try (ImagePublisher publisher = publisher();
                ImageArchive archive = ImageArchive.open(connection, topics, "test", 1 << 22)) {
            ImageRef reference = publisher.publish(image, "image/png");
            publisher.flush();
            assertThat(archive.get(reference.getSha256(), PATIENCE)
                            .orElseThrow()
                            .getData())
                    .isEqualTo(ByteBuffer.wrap(image));
        }
    }

    private ImagePublisher publisher() {
        return ImagePublisher.open(connection, topics, RUN, "test", Clock.systemUTC());
    }

    private long records() throws Exception {
        try (Admin admin = Admin.create(connection.client("test"))) {
            return admin
                    .listOffsets(Map.of(
                            new TopicPartition(topics.images(), 0), OffsetSpec.latest(),
                            new TopicPartition(topics.images(), 1), OffsetSpec.latest()))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        }
    }
}
