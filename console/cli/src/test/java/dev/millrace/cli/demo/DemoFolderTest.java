package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.demo.DemoFolder.State;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

    @TempDir
    private Path temporary;

    private Path path() {
        return temporary.resolve("runs").resolve("demo");
    }

    @Test
    void shouldMakeAFolderThatIsNotThere() {
        DemoFolder folder = DemoFolder.claim(path());

        assertThat(folder.path()).isDirectory();
    }

    @Test
    void shouldReplaceAFinishedDemo() throws IOException {
        // Given
        DemoFolder finished = DemoFolder.claim(path());
        Files.createDirectories(finished.checkpoints().resolve("step-1"));
        Files.writeString(finished.report(), "{}");
        finished.mark(State.FINISHED);

        // When
        DemoFolder folder = DemoFolder.claim(path());

        // Then
        assertThat(folder.report()).doesNotExist();
        assertThat(folder.checkpoints()).doesNotExist();
    }

    @Test
    void shouldReplaceADemoThatWasStopped() {
        // Given
        DemoFolder.claim(path()).close();

        // When
        DemoFolder folder = DemoFolder.claim(path());

        // Then
        assertThat(folder.path()).isDirectory();
    }

    @Test
    void shouldStayFinishedWhenItIsClosed() {
        // Given
        DemoFolder finished = DemoFolder.claim(path());
        finished.mark(State.FINISHED);

        // When
        finished.close();

        // Then
        assertThat(path().resolve("demo.state")).hasContent("finished");
    }

    @Test
    void shouldRefuseADemoThatMayBeRunning() {
        DemoFolder.claim(path());

        assertThatThrownBy(() -> DemoFolder.claim(path()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is running or was killed");
    }

    @Test
    void shouldTouchNothingOfAFolderThatHoldsNoDemo() throws IOException {
        // Given
        Files.createDirectories(path());
        Path precious = Files.writeString(path().resolve("thesis.tex"), "…");

        // When
        assertThatThrownBy(() -> DemoFolder.claim(path()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("not empty and holds no demo");

        // Then
        assertThat(precious).exists();
    }

    @Test
    void shouldRefuseAFile() throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), "");

        assertThatThrownBy(() -> DemoFolder.claim(path())).hasMessageContaining("is no folder");
    }
}
