package dev.millrace.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RightsPageTest {

    @Test
    void shouldBeTheTableOfTheDocumentation() throws IOException {
        Path page = Path.of(System.getProperty("millrace.root", "../.."), "docs/security.md");
        assertThat(Files.readString(page))
                .as("the tables under Rights; put this text there")
                .contains(RightsPage.table(), RightsPage.commands());
    }
}
