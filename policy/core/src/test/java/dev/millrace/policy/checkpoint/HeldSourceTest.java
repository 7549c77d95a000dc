package dev.millrace.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldSourceTest {

    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    @Test
    void shouldGiveWhatWasAskedForOnceThoughItIsDeleted() throws Exception {
        // Given files that were read, each in its way
        for (String name : new String[] {"read", "mapped", "opened"}) {
            Files.write(folder.resolve(name), BYTES);
        }
        ModelSource source = ModelSource.held(ModelSource.folder(folder));
        readAll(source);

        // When
        FolderFiles.delete(folder);

        // Then they can be read again, and what was not is told missing
        readAll(source);
        assertThatThrownBy(() -> source.read("other"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no such folder");
    }

    @Test
    void shouldHoldTheFilesOfEachLayer() throws Exception {
        // Given an adapter's folder over that of its base, with one file said anew
        Path base = Files.createDirectory(folder.resolve("base"));
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        Files.write(base.resolve("weights"), BYTES);
        Files.write(base.resolve("config"), BYTES);
        Files.write(adapter.resolve("adapter"), BYTES);
        ModelSource layers = ModelSource.layered(ModelSource.folder(adapter), ModelSource.folder(base));
        ModelSource source = ModelSource.held(ModelSource.overlaid(layers, "config", "other"));
        source.map("weights");
        source.read("adapter");

        // When
        FolderFiles.delete(folder);

        // Then
        assertThat(source.map("weights")).isEqualTo(ByteBuffer.wrap(BYTES));
        assertThat(source.read("adapter")).isEqualTo(BYTES);
        assertThat(source.read("config")).asString().isEqualTo("other");
    }

    private static void readAll(ModelSource source) throws Exception {
        assertThat(source.read("read")).isEqualTo(BYTES);
        assertThat(source.find("absent")).isEmpty();
        assertThat(source.map("mapped")).isEqualTo(ByteBuffer.wrap(BYTES));
        try (InputStream in = source.open("opened");
                InputStream other = source.open("opened")) {
            assertThat(other.read()).isEqualTo(1);
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
            assertThat(other.readAllBytes()).containsExactly(2, 3, 4, 5);
        }
        assertThat(source.length("opened")).isEqualTo(BYTES.length);
    }
}
