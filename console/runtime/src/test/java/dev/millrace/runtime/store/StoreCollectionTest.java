package dev.millrace.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.log.ImageObjects;
import dev.millrace.schemas.log.ImagePublisher;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects that somebody names stay, those that nobody does go when they are old enough. */
@Timeout(60)
@ExtendWith(SharedStack.class)
class StoreCollectionTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final byte[] NAMED = new byte[ImagePublisher.MAX_IMAGE_BYTES + 1];
    private static final byte[] UNNAMED = {1, 2, 3};

    @TempDir
    private Path folder;

    private final KafkaConnection connection;
    private final Topics topics;
    private ObjectStore store;

    StoreCollectionTest(KafkaConnection connection) {
        this.connection = connection;
        this.topics = OwnTopics.create(connection, 1);
    }

    @BeforeEach
    void openStore() {
        store = settings().open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private StoreSettings settings() {
        return new StoreSettings("folder", new FolderStoreConfig(folder));
    }

    /** Collects as somebody does after a while. */
    private StoreCollection collection(Duration later) {
        Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
        return new StoreCollection(store, connection, topics, DAY, clock);
    }

    private static StoreArea area(StoreCollection collection, String area) throws IOException {
        return collection.find(each -> {}).stream()
                .filter(each -> each.area().equals(area))
                .findFirst()
                .orElseThrow();
    }

    private String images() {
        return ImageObjects.area(topics.images());
    }

    private void publishNamed() {
        KafkaConnection withStore = new KafkaConnection(
                connection.bootstrapServers(), connection.registryUrl(), Map.of(), Optional.of(settings()));
        try (ImagePublisher publisher =
                ImagePublisher.open(withStore, topics, new RunId("run"), "test", Clock.systemUTC())) {
            publisher.publish(NAMED, "image/png");
        }
    }

    private ObjectKey put(String area, byte[] bytes) throws IOException {
        ObjectKey key = new ObjectKey(area, Sha256.of(ByteBuffer.wrap(bytes)));
        store.put(key, bytes.length, () -> new ByteArrayInputStream(bytes));
        return key;
    }

    @Test
    void shouldCollectWhatNobodyNamesOnceItIsOld() throws IOException {
        publishNamed();
        ObjectKey unnamed = put(images(), UNNAMED);
        StoreArea young = area(collection(Duration.ofHours(1)), images());
        StoreCollection later = collection(Duration.ofDays(2));

        StoreArea old = area(later, images());
        List<KeptObject> collected = later.collect(old);

        assertThat(young.unnamed()).isEmpty();
        assertThat(young.young()).isEqualTo(1);
        assertThat(old.objects()).isEqualTo(2);
        assertThat(old.named()).isEqualTo(1);
        assertThat(old.bytes()).isEqualTo(NAMED.length + UNNAMED.length);
        assertThat(old.unnamedBytes()).isEqualTo(UNNAMED.length);
        assertThat(old.isForgotten()).isFalse();
        assertThat(collected).extracting(KeptObject::key).containsExactly(unnamed);
        assertThat(store.list(images())).hasSize(1);
    }

    @Test
    void shouldKeepWhatIsPutThereAgainMeanwhile() throws Exception {
        put(images(), UNNAMED);
        StoreCollection later = collection(Duration.ofDays(2));
        StoreArea found = area(later, images());
        KeptObject first = found.unnamed().get(0);
        while (store.list(images()).contains(first)) { // until its time is another
            put(images(), UNNAMED);
        }

        List<KeptObject> collected = later.collect(found);

        assertThat(collected).isEmpty();
        assertThat(store.list(images())).hasSize(1);
    }

    @Test
    void shouldTellWhereNothingIsNamed() throws IOException {
        put("weights/" + topics.weights() + "/gone", UNNAMED);

        StoreArea found = area(collection(Duration.ofDays(2)), "weights/" + topics.weights());

        assertThat(found.isForgotten()).isTrue();
    }

    @Test
    void shouldCollectNothingWhereARecordMayNameIt() throws Exception {
        put(images(), UNNAMED);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(connection.producer("test"), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics.images(), "bad", UNNAMED)).get();
        }

        StoreArea found = area(collection(Duration.ofDays(2)), images());

        assertThat(found.unnamed()).isEmpty();
        assertThat(found.obstacle()).startsWith("1 records of the topic cannot be read");
    }

    @Test
    void shouldCollectNothingWhereAnotherClusterKeepsObjects() throws IOException {
        ObjectKey unnamed = put(images(), UNNAMED);
        new StoreOwners(store, topics, "another-cluster").mark();
        StoreCollection later = collection(Duration.ofDays(2));

        StoreArea found = area(later, images());
        List<KeptObject> collected = later.collect(found);

        assertThat(collected).isEmpty();
        assertThat(store.list(images())).extracting(KeptObject::key).containsExactly(unnamed);
        assertThat(found.obstacle())
                .contains("holds objects of Kafka cluster another-cluster under the prefix " + topics.prefix())
                .contains("./millrace store adopt");
    }

    @Test
    void shouldCollectAgainWhatWasAdopted() throws IOException {
        put(images(), UNNAMED);
        new StoreOwners(store, topics, "another-cluster").mark();

        List<String> adopted = StoreOwners.of(store, connection, topics).adopt();

        assertThat(adopted).containsExactly("another-cluster");
        assertThat(area(collection(Duration.ofDays(2)), images()).unnamed()).hasSize(1);
        assertThat(new StoreOwners(store, topics, "another-cluster").others()).hasSize(1);
    }

    @Test
    void shouldNotLookAtWhatBelongsToAnotherPrefix() throws IOException {
        put("images/other.images", UNNAMED);

        assertThat(collection(Duration.ofDays(2)).find(each -> {}))
                .allMatch(found -> found.objects() == 0)
                .hasSize(3);
    }
}
