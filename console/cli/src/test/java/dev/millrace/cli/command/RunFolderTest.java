package dev.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RunFolderTest {

    private final MillraceConfig settings = MillraceConfig.loader().load(Optional.empty(), List.of());

    @TempDir
    private Path folder;

    @AfterEach
    void leaveTheLog() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAppender(folder.resolve("learner.log").toString());
    }

    @Test
    void shouldKeepSettingsAndLogFromOthers() throws IOException {
        RunFolder.open(folder, "learner", settings);

        assertThat(rights("learner.yaml")).isEqualTo("rw-------");
        assertThat(rights("learner.log")).isEqualTo("rw-------");
    }

    @Test
    void shouldKeepFromOthersWhatWasOpenToThem() throws IOException {
        // Given files of an earlier version
        Files.writeString(folder.resolve("learner.yaml"), "old");
        Files.writeString(folder.resolve("learner.log"), "old\n");
        for (String file : List.of("learner.yaml", "learner.log")) {
            Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rw-r--r--"));
        }

        // When
        RunFolder.open(folder, "learner", settings);

        // Then
        assertThat(rights("learner.yaml")).isEqualTo("rw-------");
        assertThat(rights("learner.log")).isEqualTo("rw-------");
        assertThat(folder.resolve("learner.log")).content().startsWith("old\n");
    }

    private String rights(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }
}
