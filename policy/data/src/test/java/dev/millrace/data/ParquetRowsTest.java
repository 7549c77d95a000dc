package dev.millrace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetException;
import dev.millrace.policy.dataset.DatasetProblem;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.EntryCheck;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRowsTest {

    private static final EncodedImage IMAGE = PngCodec.encode(RgbImage.of(2, 1, new byte[] {1, 2, 3, 4, 5, 6}));
    private static final String GEOMETRY3K =
            "optional group images (LIST) { repeated group list { optional group element " + ParquetFixture.IMAGE
                    + " } } optional binary problem (STRING); optional binary answer (STRING);";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void shouldReadWhatHubsHold(CompressionCodecName codec) throws IOException {
        // Given
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"), codec, GEOMETRY3K, row("1"), row("2"), row("3"), row("4"), row("5"));

        // When
        List<DatasetEntry> entries = read(file).entries();

        // Then
        assertThat(entries).extracting(DatasetEntry::id).containsExactly("row-1", "row-2", "row-3", "row-4", "row-5");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.problem()).isEqualTo("<image>How many?");
            assertThat(entry.images()).containsExactly(IMAGE);
        });
        assertThat(entries.get(4).answer()).contains("5");
    }

    @Test
    void shouldReadRowsOfVerl() throws IOException {
        // Given
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"),
                CompressionCodecName.SNAPPY,
                "optional binary data_source (STRING); optional group prompt (LIST) { repeated group list {"
                        + " optional group element { optional binary content (STRING); optional binary role (STRING); } } }"
                        + " optional group images (LIST) { repeated group list { optional group element "
                        + ParquetFixture.IMAGE + " } } optional binary ability (STRING); optional group reward_model {"
                        + " optional binary ground_truth (STRING); optional binary style (STRING); }"
                        + " optional group extra_info { optional int64 index; optional binary split (STRING); }",
                row -> {
                    row.append("data_source", "geo");
                    message(row, "system", "Think.");
                    // A list has one field, whose repetitions are its elements.
                    row.getGroup("prompt", 0)
                            .addGroup("list")
                            .addGroup("element")
                            .append("content", "<image>Find x.")
                            .append("role", "user");
                    row.addGroup("images")
                            .addGroup("list")
                            .addGroup("element")
                            .append("bytes", Binary.fromConstantByteArray(IMAGE.toBytes()));
                    row.append("ability", "math");
                    row.addGroup("reward_model")
                            .append("ground_truth", "\\boxed{48}")
                            .append("style", "rule");
                    row.addGroup("extra_info").append("index", 7L).append("split", "train");
                });

        // When
        DatasetEntry entry = read(file).entries().get(0);

        // Then
        assertThat(entry.system()).contains("Think.");
        assertThat(entry.problem()).isEqualTo("<image>Find x.");
        assertThat(entry.answer()).contains("48");
        assertThat(entry.images()).containsExactly(IMAGE);
        assertThat(entry.columns())
                .containsEntry("extra_info", "{\"index\":7,\"split\":\"train\"}")
                .doesNotContainKey("images");
    }

    @Test
    void shouldGiveNoMemoryToARowOfVeryManyValues() throws IOException {
        // Given a list of 70,000 nothings, which take no room in a file
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"),
                CompressionCodecName.ZSTD,
                "optional group steps (LIST) { repeated group list { optional int32 element; } }"
                        + " optional binary problem (STRING); optional binary answer (STRING);",
                row -> {
                    Group steps = row.addGroup("steps");
                    for (int i = 0; i < 70_000; i++) {
                        steps.addGroup("list");
                    }
                    row.append("problem", "What?").append("answer", "1");
                });

        // When / Then
        assertThat(Files.size(file)).isLessThan(10_000);
        assertThatThrownBy(() -> read(file))
                .hasMessageContaining(
                        "declares 70000 values of [steps, list, element] in 1 rows, more than 65536 a row");
    }

    @Test
    void shouldReadFilesOfAFolderAndAPatternOneAfterTheOther() throws IOException {
        // Given
        for (String name : List.of("train-1", "train-0", "test-0")) {
            ParquetFixture.write(
                    folder.resolve(name + ".parquet"),
                    CompressionCodecName.SNAPPY,
                    GEOMETRY3K,
                    row(name.substring(0, 2)));
        }

        // When
        Dataset all = read(folder);
        Dataset train = read(folder.resolve("train-*.parquet"));

        // Then
        assertThat(all.entries())
                .extracting(DatasetEntry::id)
                .containsExactly("test-0-row-1", "train-0-row-1", "train-1-row-1");
        assertThat(train.entries()).extracting(DatasetEntry::id).containsExactly("train-0-row-1", "train-1-row-1");
        assertThatThrownBy(() -> read(folder.resolve("nothing-*.parquet")))
                .hasMessageContaining("stands for no file; see that the pattern is quoted and right");
    }

    @Test
    void shouldCountNullImagesAndAnswersByRow() throws IOException {
        // Given
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"),
                CompressionCodecName.SNAPPY,
                GEOMETRY3K,
                row("1"),
                row -> row.append("problem", "<image>How many?").append("answer", "1"),
                row -> row.append("problem", "How many?"));

        // When
        List<DatasetProblem> problems = DatasetReader.examine(file, DataConfig.defaults(), EntryCheck.NONE)
                .skipped();

        // Then
        assertThat(problems).extracting(DatasetProblem::line).containsExactly(2L, 3L);
        assertThat(problems.get(0).message())
                .startsWith(file + ":2: the problem has 1 <image> placeholders, \"images\" has 0 entries");
        assertThat(problems.get(1).what()).startsWith("there is no answer in \"answer\"");
    }

    @Test
    void shouldNameTheColumnThatIsMissingOnce() throws IOException {
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"),
                CompressionCodecName.SNAPPY,
                "optional binary problem (STRING); optional binary gold (STRING);",
                row -> row.append("problem", "a").append("gold", "1"));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ": has no column answer for the answer, read as millrace; it has problem, gold."
                        + " Name it by data.columns.answer");
    }

    @Test
    void shouldSayThatAFileIsCutOff() throws IOException {
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"), CompressionCodecName.SNAPPY, GEOMETRY3K, row("1"));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ": is no whole Parquet file, or damaged: ")
                .hasMessageEndingWith("; fetch or write it again");
    }

    @Test
    void shouldSayAfterWhichRowAFileIsDamaged() throws IOException {
        // Given: two groups of rows, and the second one spoilt
        Path file = folder.resolve("train.parquet");
        ParquetFixture.write(file, CompressionCodecName.UNCOMPRESSED, GEOMETRY3K, many(200, "first"));
        byte[] whole = Files.readAllBytes(file);
        int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("How many? 150");
        whole[at] ^= 1;
        Files.write(file, whole);

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageMatching(
                        ".*: cannot be read after row 1[0-9]{2} \\(is no whole Parquet file, or damaged: .*CRC.*");
    }

    @Test
    void shouldRefuseACompressionThatIsNotRead() {
        assertThatThrownBy(() -> PageCodecs.require(CompressionCodecName.BROTLI))
                .hasMessage(
                        "is compressed by brotli, which is not read; write it with uncompressed, snappy, gzip, zstd");
    }

    @Test
    void shouldSayThatAFileIsEncrypted() throws IOException {
        // Given
        Path file = ParquetFixture.encrypted(folder.resolve("train.parquet"), GEOMETRY3K, row("1"));

        // When / Then
        assertThatThrownBy(() -> read(file))
                .hasMessage(file + ": is encrypted, which is not read; write it without encryption");
    }

    @Test
    void shouldNameARowWhoseImagesAreNone() throws IOException {
        Path file = ParquetFixture.write(
                folder.resolve("train.parquet"),
                CompressionCodecName.SNAPPY,
                "optional int64 images; optional binary problem (STRING); optional double answer;",
                row -> row.append("problem", "a").append("answer", 0.5),
                row -> row.append("problem", "b").append("answer", 1e-5).append("images", 3L));

        assertThat(DatasetReader.examine(file, DataConfig.defaults(), EntryCheck.NONE)
                        .entries()
                        .get(0)
                        .answer())
                .contains("0.5");
        assertThatThrownBy(() -> read(file))
                .hasMessage(file + ":2: field \"images\" must hold images (paths, or bytes), not 3");
    }

    @Test
    void shouldRefuseAPageThatDeclaresTooMuch() {
        PageCodecs codecs = new PageCodecs();

        for (CompressionCodecName codec : List.of(CompressionCodecName.GZIP, CompressionCodecName.ZSTD)) {
            assertThatThrownBy(() ->
                            codecs.getDecompressor(codec).decompress(BytesInput.from(new byte[10]), Integer.MAX_VALUE))
                    .hasMessageContaining(
                            "has a page that declares 2147483647 bytes, more than the limit of 268435456");
        }
    }

    @Test
    void shouldReadItsOwnWriting() throws IOException {
        // Given
        DatasetEntry entry = new DatasetEntry(
                "one",
                Task.UNDERSTANDING,
                "<image>What?",
                List.of(IMAGE),
                Optional.of("3"),
                Optional.empty(),
                Optional.of("sum"));
        Path file = folder.resolve("own.parquet");

        // When
        ParquetWriter.write(file, List.of(entry));

        // Then
        assertThat(read(file).entries()).containsExactly(entry);
        assertThatThrownBy(() -> ParquetWriter.write(file, List.of(entry))).hasMessageContaining("exists already");
    }

    private static Consumer<Group> row(String answer) {
        return row -> {
            row.addGroup("images")
                    .addGroup("list")
                    .addGroup("element")
                    .append("bytes", Binary.fromConstantByteArray(IMAGE.toBytes()))
                    .append("path", "1.png");
            row.append("problem", "<image>How many?").append("answer", answer);
        };
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Group>[] many(int count, String answer) {
        Consumer<Group>[] rows = new Consumer[count];
        for (int i = 0; i < count; i++) {
            int number = i;
            rows[i] = row -> row.append("problem", "How many? " + number).append("answer", answer + number);
        }
        return rows;
    }

    private static void message(Group row, String role, String content) {
        row.addGroup("prompt")
                .addGroup("list")
                .addGroup("element")
                .append("content", content)
                .append("role", role);
    }

    private static Dataset read(Path named) {
        return DatasetReader.read(named, DataConfig.defaults(), EntryCheck.NONE, false);
    }
}
