package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "{\"problem\":{\"a\":1},\"answer\":\"4\"}                | field \"problem\" must be a text, not an object",
                "{\"problem\":\"a\"}                                   | missing field \"answer\"",
                "{\"problem\":\"a\",\"answer\":\"?\"}                  | only punctuation",
                "{\"problem\":\"a\",\"answer\":\"4\",\"task\":\"draw\"}| unknown task \"draw\"; it is one of",
                "{\"problem\":\"a\",\"answer\":\"4\",\"images\":[1]}   | field \"images\" must hold images (paths, or bytes), not 1",
                "{\"problem\":\"<image><image>\",\"answer\":\"4\",\"images\":[\"images/a.png\"]} | 2 <image> placeholders",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":1}],\"exlude\":[{\"class\":\"8\",\"count\":1}]} | unknown field \"exlude\"; did you mean \"exclude\"?",
                "{\"prompt\":\"a\",\"includes\":[{\"class\":\"7\",\"count\":1}]} | unknown field \"includes\"; did you mean \"include\"?",
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
        "../secret.png, leaves the folder of the images",
        "images/../../secret.png, leaves the folder of the images",
        "/etc/hostname, is absolute",
        "images/link.png, is a link out of the folder of the images",
        "images/cut.png, the file is cut off",
        "prompts.jsonl, 'is none of PNG, JPEG'",
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
    void shouldRefuseARowThatWouldFillTheMemory() throws IOException {
        // Given
        DatasetFixture fixture = DatasetFixture.in(folder);
        String images = "\"images/a.png\",".repeat(100_000) + "\"images/a.png\"";
        String deep =
                "{\"problem\":\"a\",\"answer\":\"4\",\"extra\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        String digits = "{\"problem\":\"a\",\"answer\":" + "9".repeat(100_000) + "}";
        String name = "{\"problem\":\"" + "a".repeat(1_000_000) + "\",\"answer\":\"4\",\"task\":\""
                + "b".repeat(1_000_000) + "\"}";

        // When
        List<DatasetProblem> problems = DatasetReader.read(
                        fixture.file(
                                DatasetFixture.GOOD,
                                "{\"problem\":\"" + "<image>".repeat(100_001) + "\",\"answer\":\"4\",\"images\":["
                                        + images + "]}",
                                deep,
                                digits,
                                name),
                        true)
                .skipped();

        // Then
        assertThat(problems).extracting(DatasetProblem::line).containsExactly(2L, 3L, 4L, 5L);
        assertThat(problems.get(0).what())
                .isEqualTo("\"images\" has 100001 entries, more than the limit of 64 images a row");
        assertThat(problems.get(1).what()).contains("nesting depth");
        assertThat(problems.get(2).what()).contains("exceeds the maximum allowed (1000");
        assertThat(problems.get(3).what()).startsWith("unknown task \"bbb").hasSizeLessThan(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n"})
    void shouldSayThatAFileIsEmpty(String content) throws IOException {
        // Given
        Path file = DatasetFixture.in(folder).file(content);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ": is empty; a data set has");
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
