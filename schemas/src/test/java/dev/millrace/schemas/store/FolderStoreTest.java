package dev.millrace.schemas.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.schemas.id.Sha256;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest {

    @TempDir
    private Path folder;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static ObjectKey key(byte[] bytes) {
        return new ObjectKey("weights/m.weights/run-1", Sha256.of(ByteBuffer.wrap(bytes)));
    }

    private ObjectStore store() {
        return new StoreSettings("folder", new FolderStoreConfig(folder.resolve("objects"))).open();
    }

    private StoredObject put(ObjectStore store, byte[] bytes) throws IOException {
        store.put(key(bytes), bytes.length, () -> new ByteArrayInputStream(bytes));
        return new StoredObject(store, key(bytes), bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, (1 << 20) + 1, 3_000_000})
    void shouldGiveBackWhatItKeeps(int length) throws Exception {
        try (ObjectStore store = store()) {
            byte[] bytes = bytes(length);

            StoredObject object = put(store, bytes);
            put(store, bytes);

            assertThat(object.read()).isEqualTo(bytes);
            assertThat(names()).containsExactly(object.key().sha256());
            store.delete(object.key());
            store.delete(object.key());
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void shouldNameWhatIsMissing() throws Exception {
        try (ObjectStore store = store()) {
            put(store, bytes(4));
            ObjectKey key = key(bytes(3));

            assertThatThrownBy(() -> store.open(key))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage("object " + key + " is not in folder:" + folder.resolve("objects"));
        }
    }

    @Test
    void shouldSayWhatItHolds() throws Exception {
        try (ObjectStore store = store()) {
            byte[] bytes = bytes(7);
            ObjectKey first = new ObjectKey("listed/one", key(bytes).sha256());
            ObjectKey second = new ObjectKey("listed/one/two", key(bytes).sha256());
            for (ObjectKey key : List.of(first, second, new ObjectKey("listed/oneself", first.sha256()))) {
                store.put(key, bytes.length, () -> new ByteArrayInputStream(bytes));
            }
            Files.writeString(folder.resolve("objects/listed/one/.writing-left"), "left by who died");

            List<KeptObject> held = store.list("listed/one");

            assertThat(held)
                    .extracting(KeptObject::key, KeptObject::bytes)
                    .containsExactlyInAnyOrder(tuple(first, 7L), tuple(second, 7L));
            assertThat(held)
                    .allMatch(object -> Duration.between(object.since(), Instant.now())
                                    .abs()
                                    .toMinutes()
                            < 10);
            assertThat(store.list("listed/none")).isEmpty();
            assertThatThrownBy(() -> store.list("../listed")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldNotCallAnObjectMissingWhereItsFolderIsNotThere() {
        try (ObjectStore store = store()) {
            assertThatThrownBy(() -> store.open(key(bytes(3))))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("see that it is the folder that was written, and is mounted");
        }
    }

    @Test
    void shouldNotTakeDamagedBytesForAnObject() throws Exception {
        try (ObjectStore store = store()) {
            byte[] bytes = bytes(100_000);
            StoredObject object = put(store, bytes);
            Path file = folder.resolve("objects").resolve(object.key().toString());

            byte[] changed = bytes.clone();
            changed[77] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(object::read)
                    .isInstanceOf(DamagedObjectException.class)
                    .hasMessageStartingWith(
                            "object " + object.key() + " of " + store.name() + " is damaged: it has the SHA-256 ");
            Files.write(file, Arrays.copyOf(bytes, 99_000));
            assertThatThrownBy(object::read).hasMessageEndingWith("is damaged: it ends 1000 bytes early");
            Files.write(file, Arrays.copyOf(bytes, 100_001));
            assertThatThrownBy(object::read).hasMessageEndingWith("is damaged: it has more than 100000 bytes");
        }
    }

    @Test
    void shouldKeepNothingOfAnObjectThatCannotBeReadToItsEnd() throws Exception {
        try (ObjectStore store = store()) {
            byte[] bytes = bytes(10);
            InputStream failing = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("gone");
                }
            };

            assertThatThrownBy(() -> store.put(key(bytes), 10, () -> failing)).hasMessage("gone");
            assertThatThrownBy(() -> store.put(key(bytes), 11, () -> new ByteArrayInputStream(bytes)))
                    .hasMessage("object " + key(bytes) + " has 10 bytes, not 11");
            assertThat(names()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"../up", "/etc", "a//b", "a/../b", "''", "a/.hidden"})
    void shouldNotLeadOutOfTheFolder(String area) {
        assertThatThrownBy(() -> new ObjectKey(area, "ab".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no object has the name " + area);
    }

    @Test
    void shouldNameTheTypesAndSettingsThereAre() {
        FolderStoreConfig nowhere = new FolderStoreConfig(Path.of(""));

        assertThatThrownBy(() -> new StoreSettings("shelf", nowhere).open())
                .hasMessage("store.type must be one of [folder], not shelf;"
                        + " a type of your own comes with a jar on the class path");
        assertThatThrownBy(() -> new StoreSettings("folder", nowhere).open())
                .hasMessage("store.config.path must name the folder that learner and workers share");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("objects/weights/m.weights/run-1"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
