package dev.millrace.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.Topics;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePublisherTest {

    private static final Serializer<ImageBlob> NO_BYTES = (topic, image) -> new byte[0];
    private static final byte[] IMAGE = {1, 2, 3};

    private final SettableClock clock = new SettableClock();

    @Test
    void shouldPublishAContentOncePerDay() {
        // Given an image that was published
        MockProducer<String, ImageBlob> producer = new MockProducer<>(true, null, new StringSerializer(), NO_BYTES);
        ImagePublisher publisher = publisher(producer);
        publisher.publish(IMAGE, "image/png");

        // When it is published again within a day, Then nothing is sent
        clock.now = clock.now.plus(ImagePublisher.REPUBLISH_AFTER);
        publisher.publish(IMAGE.clone(), "image/png");
        assertThat(producer.history()).hasSize(1);

        // When it is published later, Then it is sent anew, to outlive the prompts that refer to it
        clock.now = clock.now.plusSeconds(1);
        publisher.publish(IMAGE, "image/png");
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void shouldKeyAnImageByItsContent() {
        MockProducer<String, ImageBlob> producer = new MockProducer<>(true, null, new StringSerializer(), NO_BYTES);
        String sha256 = publisher(producer).publish(IMAGE, "image/png").getSha256();
        assertThat(sha256).isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
        assertThat(producer.history().get(0).topic()).isEqualTo("m.images");
        assertThat(producer.history().get(0).key()).isEqualTo(sha256);
        assertThat(producer.history().get(0).value().getSha256()).isEqualTo(sha256);
    }

    @Test
    void shouldPutALargeImageIntoTheStoreBeforeItsNameGoesOut(@TempDir Path folder) {
        byte[] large = new byte[ImagePublisher.MAX_IMAGE_BYTES + 1];
        ObjectStore store = new StoreSettings("folder", new FolderStoreConfig(folder)).open();
        MockProducer<String, ImageBlob> producer = new MockProducer<>(true, null, new StringSerializer(), NO_BYTES);

        String sha256 = publisher(producer, Optional.of(store))
                .publish(large, "image/png")
                .getSha256();

        ImageBlob image = producer.history().get(0).value();
        assertThat(image.getData().remaining()).isZero();
        assertThat(image.getStore()).isEqualTo("folder:" + folder);
        assertThat(image.getBytes()).isEqualTo(large.length);
        assertThat(folder.resolve("images/m.images").resolve(sha256)).hasBinaryContent(large);
    }

    @Test
    void shouldSayWhatALargeImageNeeds() {
        MockProducer<String, ImageBlob> producer = new MockProducer<>(true, null, new StringSerializer(), NO_BYTES);

        assertThatThrownBy(() -> publisher(producer).publish(new byte[ImagePublisher.MAX_IMAGE_BYTES + 1], "image/png"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an image has 1048577 bytes; from 1 to 1048576 can be published,"
                        + " larger ones need an object store (kafka.store)");
    }

    @Test
    void shouldReportAnImageThatWasLostAndPublishItAgain() {
        // Given an image that the broker refused
        MockProducer<String, ImageBlob> producer = new MockProducer<>(false, null, new StringSerializer(), NO_BYTES);
        ImagePublisher publisher = publisher(producer);
        publisher.publish(IMAGE, "image/png");
        producer.errorNext(new KafkaException("disk full"));

        // When the caller flushes, Then it hears of it
        assertThatThrownBy(publisher::flush).hasMessageContaining("m.images").hasMessageContaining("disk full");

        // And the image is sent again when it is published again
        publisher.publish(IMAGE, "image/png");
        producer.completeNext();
        publisher.flush();
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void shouldCloseItsProducerThoughTheStoreDoesNotClose() {
        MockProducer<String, ImageBlob> producer = new MockProducer<>(true, null, new StringSerializer(), NO_BYTES);
        ImagePublisher publisher = publisher(producer, Optional.of(new StuckStore()));

        assertThatThrownBy(publisher::close).hasMessage("does not close");
        assertThat(producer.closed()).isTrue();
    }

    private static final class StuckStore implements ObjectStore {

        @Override
        public String name() {
            return "stuck";
        }

        @Override
        public void put(ObjectKey key, long bytes, Content content) {}

        @Override
        public InputStream open(ObjectKey key) {
            return InputStream.nullInputStream();
        }

        @Override
        public void delete(ObjectKey key) {}

        @Override
        public void close() {
            throw new IllegalStateException("does not close");
        }
    }

    private ImagePublisher publisher(MockProducer<String, ImageBlob> producer) {
        return publisher(producer, Optional.empty());
    }

    private ImagePublisher publisher(MockProducer<String, ImageBlob> producer, Optional<ObjectStore> store) {
        Topics topics = new Topics("m.");
        return new ImagePublisher(producer, new ImageBlobs(store, topics), topics, new RunId("run"), clock);
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
