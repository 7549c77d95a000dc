package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir
    Path base;

    @Test
    void shouldGiveEachInstanceAFolderOfItsOwn() {
        try (StateFolder one = StateFolder.claim(base);
                StateFolder two = StateFolder.claim(base)) {
            assertThat(one.path()).isEqualTo(base.resolve("0"));
            assertThat(two.path()).isEqualTo(base.resolve("1"));
        }
    }

    @Test
    void shouldGiveAFolderAgainWhenItIsFree() {
        StateFolder.claim(base).close();

        try (StateFolder again = StateFolder.claim(base)) {
            assertThat(again.path()).isEqualTo(base.resolve("0"));
        }
    }

    @Test
    void shouldNameTheFolderWhoseFileSystemIsFull() {
        assertThatThrownBy(() -> StateFolder.requireSpace(base, 300 * 1024))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("state folder " + base + " is full: 300 KiB are left")
                .hasMessageContaining("set streams.state_dir");
    }

    @Test
    void shouldSayWhatToDoAboutAFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "x");

        assertThatThrownBy(() -> StateFolder.claim(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("set streams.state_dir");
    }
}
