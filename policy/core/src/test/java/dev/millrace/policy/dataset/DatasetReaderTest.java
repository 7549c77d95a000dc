package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.Pictures;
import dev.millrace.policy.image.PngCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetReaderTest {

    private static final EncodedImage IMAGE = PngCodec.encode(Pictures.noise(4, 4, 1));

    @TempDir
    private Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void makeFolder() throws IOException {
        fixture = DatasetFixture.in(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0005", "12500000.0", "1e400", "1E-7", "123456789012345678901234567890", "-0", "0.10", "42"})
    void shouldTakeANumberAsItIsWritten(String number) throws IOException {
        // Given
        String row = "{'id':%1$s,'problem':%1$s,'answer':%1$s,'category':%1$s}".formatted(number);
        String drawn = "{'prompt':%1$s,'tag':%1$s,'include':[{'class':'7','count':1}]}".formatted(number);
        Path file = DatasetFixture.in(folder).file(row.replace('\'', '"'), drawn.replace('\'', '"'));

        // When
        List<DatasetEntry> entries = DatasetReader.read(file).entries();

        // Then
        assertThat(entries.get(0).id()).isEqualTo(number);
        assertThat(entries.get(0).problem()).isEqualTo(number);
        assertThat(entries.get(0).answer()).contains(number);
        assertThat(entries.get(0).category()).contains(number);
        assertThat(entries.get(1).problem()).isEqualTo(number);
        assertThat(entries.get(1).category()).contains(number);
        assertThat(entries.get(1).rules().orElseThrow())
                .contains("\"tag\":\"" + number + "\"", "\"prompt\":\"" + number + "\"");
    }

    @Test
    void shouldReadAQuestionWithItsImage() throws IOException {
        // Given
        Path file = fixture.file(DatasetFixture.GOOD, "");

        // When
        Dataset dataset = DatasetReader.read(file);

        // Then
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.entries())
                .containsExactly(new DatasetEntry(
                        "good",
                        Task.UNDERSTANDING,
                        "<image>How many?",
                        List.of(IMAGE),
                        Optional.of("2"),
                        Optional.empty(),
                        Optional.of("count"),
                        Optional.empty(),
                        Map.of("scene", "[{\"digit\":2}]")));
    }

    @Test
    void shouldReadGenEvalMetadata() throws IOException {
        // Given
        String rules = "{\"tag\":\"position\",\"prompt\":\"a 5 right of two red 3s\",\"include\":["
                + "{\"class\":\"3\",\"count\":2,\"color\":\"red\"},"
                + "{\"class\":\"5\",\"count\":1,\"position\":[\"right of\",0]}],"
                + "\"exclude\":[{\"class\":\"3\",\"count\":3}]}";
        Path file = fixture.file("", rules);

        // When
        Dataset dataset = DatasetReader.read(file);

        // Then
        assertThat(dataset.entries())
                .containsExactly(new DatasetEntry(
                        "line-2",
                        Task.GENERATION,
                        "a 5 right of two red 3s",
                        List.of(),
                        Optional.empty(),
                        Optional.of(rules),
                        Optional.of("position")));
    }

    @Test
    void shouldReadWhatFilesOfOtherHabitsHold() throws IOException {
        // Given: a byte order mark, line ends of another system, a numeric answer, no task, no id
        Path file = fixture.file(
                "\uFEFF{\"problem\":\"2+2?\",\"answer\":4}\r",
                "{\"problem\":\"What do you see?\",\"answer\":null,\"images\":null}\r",
                "{\"problem\":\"<image>Make it red.\",\"images\":[\"./images/a.png\"],\"task\":\"editing\"}");

        // When
        List<DatasetEntry> entries = DatasetReader.read(file).entries();

        // Then
        assertThat(entries).extracting(DatasetEntry::id).containsExactly("line-1", "line-2", "line-3");
        assertThat(entries)
                .extracting(DatasetEntry::task)
                .containsExactly(Task.UNDERSTANDING, Task.UNDERSTANDING, Task.EDITING);
        assertThat(entries.get(0).answer()).contains("4");
        assertThat(entries.get(1).answer()).isEmpty();
        assertThat(entries.get(2).images()).containsExactly(IMAGE);
    }

    @Test
    void shouldStopAtTheFirstWrongRow() throws IOException {
        // Given
        Path file = fixture.file(DatasetFixture.GOOD, "{\"problem\":", "also wrong");

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ":2: malformed JSON at column ");
    }

    @Test
    void shouldSkipAndReportWrongRowsWhenAsked() throws IOException {
        // Given
        Path file = fixture.file("nonsense", DatasetFixture.GOOD, DatasetFixture.GOOD, "[]");

        // When
        Dataset dataset = DatasetReader.read(file, true);

        // Then
        assertThat(dataset.entries()).hasSize(1);
        assertThat(dataset.skipped()).extracting(DatasetProblem::line).containsExactly(1L, 3L, 4L);
        assertThat(dataset.skipped().get(1).message())
                .isEqualTo(file + ":3: the id \"good\" is that of line 2 too; give every row its own");
    }

    @Test
    void shouldStreamWithoutReadingAhead() throws IOException {
        // Given
        Path file = fixture.file(DatasetFixture.GOOD, "nonsense");

        // When
        try (Stream<DatasetEntry> entries = DatasetReader.stream(file, DataConfig.defaults())) {

            // Then
            assertThat(entries.findFirst()).map(DatasetEntry::id).contains("good");
        }
    }

    @Test
    void shouldStreamPastWrongRows() throws IOException {
        // Given
        Path file = fixture.file("nonsense", DatasetFixture.GOOD);
        List<DatasetProblem> skipped = new ArrayList<>();

        // When
        try (Stream<DatasetEntry> entries = DatasetReader.stream(file, DataConfig.defaults(), skipped::add)) {

            // Then
            assertThat(entries).hasSize(1);
            assertThat(skipped).hasSize(1);
        }
    }

    @Test
    void shouldKeepTheOrderOfRowsHoweverLongTheirImagesTake() throws IOException {
        // Given: every other image large, every seventh missing
        Files.write(
                fixture.folder().resolve("images/large.png"),
                PngCodec.encode(Pictures.noise(600, 400, 2)).toBytes());
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String image = i % 7 == 3 ? "none" : i % 2 == 0 ? "large" : "a";
            rows.add("{\"id\":\"%d\",\"problem\":\"x\",\"answer\":\"1\",\"images\":[\"images/%s.png\"]}"
                    .formatted(i, image));
        }
        Path file = fixture.file(rows.toArray(String[]::new));

        // When
        Dataset dataset = DatasetReader.read(file, true);

        // Then
        assertThat(dataset.entries())
                .extracting(DatasetEntry::id)
                .containsExactlyElementsOf(IntStream.range(0, 60)
                        .filter(i -> i % 7 != 3)
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(dataset.skipped())
                .extracting(DatasetProblem::line)
                .containsExactlyElementsOf(IntStream.range(0, 60)
                        .filter(i -> i % 7 == 3)
                        .mapToObj(i -> i + 1L)
                        .toList());
    }

    @Test
    void shouldRefuseAFileWithoutUsableRows() throws IOException {
        // Given
        Path file = fixture.file("", "  ", "");

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ": is empty");
        fixture.file("nonsense");
        assertThatThrownBy(() -> DatasetReader.read(file, true)).hasMessageStartingWith(file + ": has no usable rows");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path missing = folder.resolve("missing.jsonl");
        assertThatThrownBy(() -> DatasetReader.read(missing, true))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(missing + ": does not exist");
        assertThatThrownBy(() -> DatasetReader.read(folder, true))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder.toString());
    }
}
