package dev.millrace.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.ObjectStoreTypes;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.store.StoredObject;
import dev.millrace.testing.buckets.BucketServer;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3StoreTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static ObjectKey key(byte[] bytes) {
        return new ObjectKey("weights/m.weights/run-1", Sha256.of(ByteBuffer.wrap(bytes)));
    }

    private static S3StoreConfig settings() {
        return BucketSettings.at(BucketServer.get().port(), TIMEOUT);
    }

    private static ObjectStore store() {
        return new StoreSettings("s3", settings()).open();
    }

    private static S3StoreConfig with(String bucket, String accessKey, String secretKey) {
        S3StoreConfig of = settings();
        return new S3StoreConfig(
                bucket, of.prefix(), of.region(), of.endpoint(), true, accessKey, secretKey, TIMEOUT, of.callTimeout());
    }

    private static StoredObject put(ObjectStore store, byte[] bytes) throws IOException {
        store.put(key(bytes), bytes.length, () -> new ByteArrayInputStream(bytes));
        return new StoredObject(store, key(bytes), bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, 5_000_001})
    void shouldGiveBackWhatItKeeps(int length) throws Exception {
        try (ObjectStore store = store()) {
            byte[] bytes = bytes(length);

            StoredObject object = put(store, bytes);
            put(store, bytes);

            assertThat(object.read()).isEqualTo(bytes);
            store.delete(object.key());
            store.delete(object.key());
            assertThatThrownBy(object::read).isInstanceOf(FileNotFoundException.class);
        }
    }

    @Test
    void shouldNameWhatIsMissing() {
        try (ObjectStore store = store()) {
            ObjectKey key = key(bytes(3));

            assertThatThrownBy(() -> store.open(key))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage("object " + key + " is not in s3:objects/team/a");
        }
    }

    @Test
    void shouldKeepPrefixesApart() throws Exception {
        S3StoreConfig of = settings();
        S3StoreConfig other = new S3StoreConfig(
                of.bucket(),
                "team/b",
                "",
                of.endpoint(),
                true,
                of.accessKey(),
                of.secretKey(),
                TIMEOUT,
                of.callTimeout());
        try (ObjectStore ours = store();
                ObjectStore theirs = new StoreSettings("s3", other).open()) {
            StoredObject object = put(ours, bytes(10));

            assertThatThrownBy(() -> theirs.open(object.key())).isInstanceOf(FileNotFoundException.class);
            theirs.delete(object.key());

            assertThat(object.read()).isEqualTo(bytes(10));
        }
    }

    @Test
    void shouldSayWhatItHolds() throws Exception {
        try (ObjectStore store = store()) {
            Instant before = Instant.now();
            ObjectKey first = new ObjectKey("listed/one", Sha256.of(ByteBuffer.wrap(bytes(7))));
            ObjectKey second = new ObjectKey("listed/one/two", Sha256.of(ByteBuffer.wrap(bytes(9))));
            store.put(first, 7, () -> new ByteArrayInputStream(bytes(7)));
            store.put(second, 9, () -> new ByteArrayInputStream(bytes(9)));
            store.put(new ObjectKey("listed/oneself", first.sha256()), 7, () -> new ByteArrayInputStream(bytes(7)));

            List<KeptObject> held = store.list("listed/one");

            assertThat(held)
                    .extracting(KeptObject::key, KeptObject::bytes)
                    .containsExactlyInAnyOrder(tuple(first, 7L), tuple(second, 9L));
            assertThat(held).allMatch(object -> object.since().isAfter(before.minusSeconds(2)));
            assertThat(store.list("listed/none")).isEmpty();
        }
    }

    @Test
    void shouldNotCallAnObjectMissingWhereItsBucketIsNotThere() {
        try (ObjectStore store =
                new StoreSettings("s3", with("elsewhere", BucketServer.ACCESS_KEY, BucketServer.SECRET_KEY)).open()) {
            assertThatThrownBy(() -> store.open(key(bytes(3))))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read in s3:elsewhere/team/a");
        }
    }

    @Test
    void shouldSayThatItMayNotAndKeepItsSecret() {
        try (ObjectStore store =
                new StoreSettings("s3", with("objects", "somebody", "a-secret-that-is-wrong")).open()) {
            assertThatThrownBy(() -> store.open(key(bytes(3))))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read in s3:objects/team/a")
                    .hasMessageContaining("s3:GetObject")
                    .hasMessageNotContaining("a-secret-that-is-wrong");
        }
    }

    @Test
    void shouldKeepNothingOfAnObjectThatIsNotWhatItSays() {
        try (ObjectStore store = store()) {
            byte[] bytes = bytes(12);
            InputStream failing = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("gone");
                }
            };

            assertThatThrownBy(() -> store.put(key(bytes), 12, () -> failing)).hasMessage("gone");
            assertThatThrownBy(() -> store.put(key(bytes), 13, () -> new ByteArrayInputStream(bytes)))
                    .hasMessage("object " + key(bytes) + " has 12 bytes, not 13");
            assertThatThrownBy(() -> store.put(key(bytes), 9, () -> new ByteArrayInputStream(bytes)))
                    .hasMessage("object " + key(bytes) + " has 12 bytes, not 9");
            assertThatThrownBy(() -> store.open(key(bytes))).isInstanceOf(FileNotFoundException.class);
        }
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ObjectStoreTypes.found().names()).contains("folder", "s3");
        assertThat(new StoreSettings("s3", settings()).toString()).doesNotContain(BucketServer.SECRET_KEY);
        assertThat(settings().toString()).doesNotContain(BucketServer.SECRET_KEY);
    }

    @Test
    void shouldNameTheSettingThatIsWrong() {
        assertThatThrownBy(() -> new StoreSettings("s3", with(" ", "a", "b")).open())
                .hasMessage("store.config.bucket must name the bucket that learner and workers share");
        assertThatThrownBy(() -> new StoreSettings("s3", with("objects", "a", "")).open())
                .hasMessageStartingWith("store.config.secret_key is missing");
        S3StoreConfig of = settings();
        for (String endpoint : new String[] {"store:9000", "http://u:p@store", "::", "ftp://store"}) {
            S3StoreConfig wrong = new S3StoreConfig(
                    "objects", "", "", endpoint, true, of.accessKey(), of.secretKey(), TIMEOUT, TIMEOUT);
            assertThatThrownBy(() -> new StoreSettings("s3", wrong).open())
                    .hasMessageStartingWith("store.config.endpoint must be an address as http://store:9000")
                    .hasMessageNotContaining("u:p");
        }
        assertThatThrownBy(() -> new S3StoreConfig("b", "/up", "", "", true, "", "", TIMEOUT, TIMEOUT))
                .hasMessageStartingWith("prefix must be words");
    }
}
