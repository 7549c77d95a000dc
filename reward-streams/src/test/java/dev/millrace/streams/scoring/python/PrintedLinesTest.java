package dev.millrace.streams.scoring.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.secret.Redaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintedLinesTest {

    @Test
    void shouldTellWhatEachLineIsAbout() throws IOException {
        assertThat(read("before\n\u001eg#1\none\n\ntwo without end\u001eg#2\nthree\n\u001e\nafter"))
                .containsExactly(":before", "g#1:one", "g#1:two without end", "g#2:three", ":after");
    }

    @Test
    void shouldKeepOnlyTheBeginningOfALongLine() throws IOException {
        assertThat(read("x".repeat(100_000) + "\ny\n"))
                .containsExactly(":" + "x".repeat(PrintedLines.LONGEST) + "… (100000 bytes)", ":y");
    }

    @Test
    void shouldShowNoPartOfASecretThatTheCutGoesThrough() throws IOException {
        // Given
        Redaction.add("canary-that-is-printed");
        String before = "x".repeat(PrintedLines.LONGEST - 10);

        // When
        List<String> lines = read(before + "canary-that-is-printed and more\n");

        // Then
        assertThat(lines).containsExactly(":" + before + "[hidden] a… (521 bytes)");
    }

    private static List<String> read(String printed) throws IOException {
        List<String> lines = new ArrayList<>();
        new PrintedLines((about, line) -> lines.add(about + ":" + line))
                .read(new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)));
        return lines;
    }
}
