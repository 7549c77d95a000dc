package dev.millrace.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFolderTest {

    @TempDir
    private Path parent;

    @Test
    void shouldPrepareANewFolderAndOpenItAgain() throws Exception {
        Path folder = parent.resolve("a/b");
        StackFolder.open(folder).close();
        StackFolder.open(folder).close();
        assertThat(folder.resolve("millrace-local.json")).exists();
        assertThat(folder.resolve("registry.json")).exists();
        assertThat(folder.resolve("millrace-local.unfinished")).doesNotExist();
    }

    @Test
    void shouldRefuseAForeignFolderAndLeaveItAsItIs() throws Exception {
        Files.writeString(parent.resolve("thesis.tex"), "precious");
        assertRefused(parent).hasMessageContaining("was not made by a local stack");
        try (Stream<Path> files = Files.list(parent)) {
            assertThat(files).containsExactly(parent.resolve("thesis.tex"));
        }
    }

    @Test
    void shouldRefuseAFile() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        assertRefused(file).hasMessageContaining("is a file");
    }

    @Test
    void shouldRefuseAFolderWhoseFirstStartWasInterrupted() throws Exception {
        Path folder = prepared();
        Files.delete(folder.resolve("millrace-local.json"));
        Files.createFile(folder.resolve("millrace-local.unfinished"));
        assertRefused(folder).hasMessageContaining("half-written").hasMessageContaining("delete it");
    }

    @Test
    void shouldRefuseADamagedMarker() throws Exception {
        Path folder = prepared();
        Path marker = folder.resolve("millrace-local.json");
        String whole = Files.readString(marker);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(marker, whole.substring(0, length));
            assertRefused(folder).hasMessageContaining(marker + " is damaged");
        }
    }

    @Test
    void shouldRefuseANewerFormat() throws Exception {
        Path folder = prepared();
        edit(folder.resolve("millrace-local.json"), "\"format\":1", "\"format\":2,\"more\":true");
        assertRefused(folder).hasMessageContaining("has format 2").hasMessageContaining("the version that made it");
    }

    @Test
    void shouldRefuseABrokerOfAnotherCluster() throws Exception {
        Path folder = prepared();
        edit(folder.resolve("broker/meta.properties"), "cluster.id=", "cluster.id=x");
        assertRefused(folder).hasMessageContaining("another cluster");
    }

    @Test
    void shouldRefuseAFolderWithoutItsBroker() throws Exception {
        Path folder = prepared();
        Files.delete(folder.resolve("broker/meta.properties"));
        assertRefused(folder).hasMessageContaining("meta.properties is missing");
    }

    @Test
    void shouldUnlockAFolderThatItRefuses() throws Exception {
        Path folder = prepared();
        edit(folder.resolve("millrace-local.json"), "\"format\":1", "\"format\":2");
        assertRefused(folder);
        edit(folder.resolve("millrace-local.json"), "\"format\":2", "\"format\":1");
        StackFolder.open(folder).close();
    }

    private Path prepared() {
        Path folder = parent.resolve("stack");
        StackFolder.open(folder).close();
        return folder;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path folder) {
        return assertThatThrownBy(() -> StackFolder.open(folder))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining(folder.toString());
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
