package dev.millrace.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class AbsentStoreTest {

    private static final Topics TOPICS = new Topics("m.");
    private static final TopicPartition PARTITION = new TopicPartition(TOPICS.images(), 0);
    private static final byte[] BYTES = {1, 2, 3};
    private static final String SHA256 = Sha256.of(ByteBuffer.wrap(BYTES));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RereadConsumer follower = new RereadConsumer();
    private final RereadConsumer reader = new RereadConsumer();
    private final Store store = new Store();

    @Test
    void shouldGiveAnImageWhoseStoreIsAwayForAWhile() {
        publishStored();
        store.failures = 2;

        Optional<byte[]> image = archive().awaiting(PATIENCE).encoded(SHA256);

        assertThat(image).contains(BYTES);
    }

    @Test
    void shouldNotCallAnImageMissingWhoseStoreIsAway() {
        publishStored();
        ImageArchive archive = archive();
        store.failures = Integer.MAX_VALUE;

        assertThatThrownBy(() -> archive.awaiting(Duration.ZERO).encoded(SHA256))
                .isInstanceOf(StoreException.class)
                .hasMessage("image " + SHA256 + " cannot be read from a store: connection reset."
                        + " See that the store can be reached and read")
                .matches(PassingFailure::is);
        store.failures = 0;
        assertThat(archive.met().encoded(SHA256)).contains(BYTES);
    }

    @Test
    void shouldFindAnImageAgainThatWasMissingOrDamagedInTheStore() {
        publishStored();
        ImageArchive archive = archive();
        byte[] kept = store.objects.remove(key());
        assertThat(archive.awaiting(PATIENCE).encoded(SHA256)).isEmpty();
        store.objects.put(key(), new byte[] {1, 2, 4});
        assertThat(archive.awaiting(PATIENCE).encoded(SHA256)).isEmpty();
        store.objects.put(key(), kept);

        Optional<byte[]> image = archive.awaiting(PATIENCE).encoded(SHA256);

        assertThat(image).contains(BYTES);
    }

    @Test
    void shouldNotCallAnImageMissingThatTheBrokerDoesNotGive() {
        ImageArchive archive = archive();
        publish(ImageBlobs.of("run", SHA256, "image/png", ByteBuffer.wrap(BYTES)));
        reader.updateEndOffsets(Map.of(PARTITION, 1L));

        assertThatThrownBy(() -> archive.awaiting(Duration.ZERO).encoded(SHA256))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("image " + SHA256 + " cannot be read yet")
                .hasMessageContaining("did not become visible");
        reader.keep(record(ImageBlobs.of("run", SHA256, "image/png", ByteBuffer.wrap(BYTES))));
        reader.seek(PARTITION, 0);
        assertThat(archive.met().encoded(SHA256)).contains(BYTES);
    }

    private ImageArchive archive() {
        LogReaderConfig config = new LogReaderConfig(1 << 20, 10, Duration.ofMillis(1));
        return new ImageArchive(
                follower,
                new LogReader<>(reader, TOPICS.images(), values(), config),
                values(),
                new ImageBlobs(Optional.of(store), TOPICS),
                TOPICS,
                0);
    }

    private void publishStored() {
        store.objects.put(key(), BYTES);
        ImageBlob image = ImageBlob.newBuilder(ImageBlobs.of("run", SHA256, "image/png", ByteBuffer.allocate(0)))
                .setStore(store.name())
                .setBytes(BYTES.length)
                .build();
        publish(image);
        reader.keep(record(image));
    }

    private void publish(ImageBlob image) {
        follower.updatePartitions(
                TOPICS.images(), List.of(new PartitionInfo(TOPICS.images(), 0, null, new Node[0], new Node[0])));
        follower.updateBeginningOffsets(Map.of(PARTITION, 0L));
        follower.schedulePollTask(() -> follower.append(record(image)));
    }

    private static ConsumerRecord<byte[], byte[]> record(ImageBlob image) {
        try {
            ByteBuffer encoded = image.toByteBuffer();
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new ConsumerRecord<>(TOPICS.images(), 0, 0, new byte[0], bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Deserializer<ImageBlob> values() {
        return (topic, bytes) -> {
            try {
                return ImageBlob.fromByteBuffer(ByteBuffer.wrap(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static ObjectKey key() {
        return new ObjectKey("images/m.images", SHA256);
    }

    private static final class Store implements ObjectStore {

        private final Map<ObjectKey, byte[]> objects = new HashMap<>();
        private int failures;

        @Override
        public String name() {
            return "a store";
        }

        @Override
        public void put(ObjectKey key, long bytes, Content content) throws IOException {
            throw new IOException("is only read");
        }

        @Override
        public InputStream open(ObjectKey key) throws IOException {
            if (failures > 0) {
                failures--;
                throw new IOException("connection reset");
            }
            byte[] bytes = objects.get(key);
            if (bytes == null) {
                throw new FileNotFoundException("object " + key + " is not in " + name());
            }
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void delete(ObjectKey key) throws IOException {
            throw new IOException("is only read");
        }

        @Override
        public void close() {
            // Holds nothing open.
        }
    }
}
