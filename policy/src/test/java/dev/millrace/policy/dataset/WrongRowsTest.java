package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a row can be wrong is said, with its file and line. */
class WrongRowsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                                              | malformed JSON at column",
                "{\"id\":\"x\",\"id\":\"y\"}                           | Duplicate field 'id'",
                "{} {}                                                 | malformed JSON",
                "[1]                                                   | is not a JSON object",
                "{\"answer\":\"4\"}                                    | missing field \"problem\"",
                "{\"problem\":null,\"answer\":\"4\"}                   | missing field \"problem\"",
                "{\"problem\":\" \",\"answer\":\"4\"}                  | field \"problem\" is blank",
                "{\"problem\":[1],\"answer\":\"4\"}                    | field \"problem\" must be a text, not an array",
                "{\"problem\":\"a\"}                                   | missing field \"answer\"",
                "{\"problem\":\"a\",\"answer\":\"?\"}                  | only punctuation",
                "{\"problem\":\"a\",\"answer\":\"4\",\"task\":\"draw\"}| unknown task \"draw\"; it is one of",
                "{\"problem\":\"a\",\"answer\":\"4\",\"images\":\"a\"} | field \"images\" must be a list of texts",
                "{\"problem\":\"a\",\"answer\":\"4\",\"images\":[1]}   | field \"images\" must hold texts, not 1",
                "{\"problem\":\"a\",\"answer\":\"4\",\"images\":[\"images/a.png\"]} | 0 <image> placeholders, \"images\" has 1",
                "{\"problem\":\"<image><image>\",\"answer\":\"4\",\"images\":[\"images/a.png\"]} | 2 <image> placeholders",
                "{\"prompt\":\"a\",\"include\":{}}                     | field \"include\" must be a list",
                "{\"prompt\":\"a\",\"include\":[{\"count\":1}]}        | rule include[0] has no \"class\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\"}]}    | rule include[0] has no \"count\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":0}]} | of at least 1",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":1,\"color\":3}]} | \"color\" that is not a text",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":1,\"position\":[\"above\",1]}]} | \"position\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"cat\",\"count\":1}]} | unknown class \"cat\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":9}]} | include 9 objects",
            })
    void shouldSayWhatIsWrong(String row, String what) throws IOException {
        // Given
        Path file = DatasetFixture.in(folder).file(DatasetFixture.GOOD, row);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource({
        "images/b.png, does not exist",
        "images, does not exist",
        "../secret.png, leaves the data set's folder",
        "images/../../secret.png, leaves the data set's folder",
        "/etc/hostname, is absolute",
        "images/link.png, leaves the data set's folder",
        "images/cut.png, the file is cut off",
        "prompts.jsonl, is not a PNG image",
        "a\\u0000b, is not a path",
    })
    void shouldRefuseTheImage(String image, String what) throws IOException {
        // Given
        DatasetFixture fixture = DatasetFixture.in(folder);
        byte[] png = Files.readAllBytes(fixture.folder().resolve("images/a.png"));
        Files.write(folder.resolve("secret.png"), png);
        Files.createSymbolicLink(fixture.folder().resolve("images/link.png"), folder.resolve("secret.png"));
        Files.write(fixture.folder().resolve("images/cut.png"), Arrays.copyOf(png, png.length - 5));
        Path file = fixture.file("{\"problem\":\"<image>\",\"images\":[\"" + image + "\"],\"answer\":\"4\"}");

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ":1: image ")
                .hasMessageContaining(what);
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() throws IOException {
        // Given
        Path file = DatasetFixture.in(folder).file("");
        Files.write(file, "{\"problem\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .hasMessage(file + ":1: the line is not UTF-8; convert the file to UTF-8");
    }

    @Test
    void shouldRefuseALineWithoutEnd() throws IOException {
        // Given
        Path file = DatasetFixture.in(folder).file("x".repeat(JsonLines.MAX_LINE_BYTES + 1));

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .hasMessageStartingWith(file + ":1: the line is longer than 8388608 bytes");
    }
}
