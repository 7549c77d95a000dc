package dev.millrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.EntryCheck;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks as hubs hold them in Parquet, by the columns of their cards. */
class BenchmarkFormsTest {

    private static final EncodedImage IMAGE = PngCodec.encode(RgbImage.of(2, 1, new byte[] {1, 2, 3, 4, 5, 6}));
    private static final String TEXT = "optional binary %s (STRING); ";

    @TempDir
    private Path folder;

    @Test
    void shouldReadMathVista() throws IOException {
        // Given
        Path file = ParquetFixture.write(
                folder.resolve("testmini-00000-of-00001.parquet"),
                CompressionCodecName.SNAPPY,
                texts("pid", "question", "image") + "optional group decoded_image " + ParquetFixture.IMAGE
                        + " optional group choices (LIST) { repeated group list { optional binary element (STRING); } } "
                        + texts("unit") + "optional double precision; "
                        + texts("answer", "question_type", "answer_type") + "optional group metadata { "
                        + texts("category", "task") + "optional group skills (LIST) { repeated group list {"
                        + " optional binary element (STRING); } } } " + texts("query"),
                row -> {
                    row.append("pid", "5").append("question", "Find x").append("image", "images/5.jpg");
                    image(row, "decoded_image");
                    Group choices = row.addGroup("choices");
                    choices.addGroup("list").append("element", "97");
                    choices.addGroup("list").append("element", "102");
                    row.append("precision", 1.0);
                    row.append("answer", "97")
                            .append("question_type", "multi_choice")
                            .append("answer_type", "text");
                    row.addGroup("metadata")
                            .append("category", "math-targeted-vqa")
                            .append("task", "geometry");
                    row.append("query", "Hint: …\nQuestion: Find x");
                });

        // When
        DatasetEntry entry = read(file, DatasetPreset.MATHVISTA);

        // Then
        assertThat(entry.id()).isEqualTo("5");
        assertThat(entry.problem()).isEqualTo("<image>Hint: …\nQuestion: Find x");
        assertThat(entry.images()).containsExactly(IMAGE);
        assertThat(entry.answer()).contains("97");
        assertThat(entry.category()).contains("geometry");
        assertThat(entry.columns())
                .containsEntry("question", "\"Find x\"")
                .containsEntry("choices", "[\"97\",\"102\"]")
                .containsEntry("precision", "1.0")
                .containsEntry("answer", "\"97\"")
                .containsEntry("unit", "null")
                .doesNotContainKeys("image", "decoded_image");
    }

    @Test
    void shouldReadMathVerse() throws IOException {
        // Given the version in which the question stands in the image alone
        Path file = ParquetFixture.write(
                folder.resolve("testmini.parquet"),
                CompressionCodecName.SNAPPY,
                texts("sample_index", "problem_index", "problem_version", "question") + "optional group image "
                        + ParquetFixture.IMAGE + " "
                        + texts("answer", "question_type", "query_wo", "query_cot", "question_for_eval")
                        + "optional group metadata { " + texts("split", "source", "subject", "subfield") + "}",
                row -> {
                    row.append("sample_index", "3425").append("problem_index", "685");
                    row.append("problem_version", "Vision Only").append("question", "");
                    image(row, "image");
                    row.append("answer", "14").append("question_type", "free-form");
                    row.append("query_wo", "Answer it.").append("query_cot", "Think, then answer it.");
                    row.append("question_for_eval", "Find L.");
                    row.addGroup("metadata").append("subject", "Solid Geometry");
                });

        // When
        DatasetEntry entry = read(file, DatasetPreset.MATHVERSE);

        // Then
        assertThat(entry.id()).isEqualTo("3425");
        assertThat(entry.problem()).isEqualTo("<image>Think, then answer it.");
        assertThat(entry.category()).contains("Vision Only");
        assertThat(entry.columns())
                .containsEntry("question_for_eval", "\"Find L.\"")
                .containsEntry("query_wo", "\"Answer it.\"");
        assertThat(entry.columns().get("metadata")).contains("\"subject\":\"Solid Geometry\"");
    }

    @Test
    void shouldReadGEdit() throws IOException {
        // Given
        Path file = ParquetFixture.write(
                folder.resolve("gedit.parquet"),
                CompressionCodecName.SNAPPY,
                texts("task_type", "key", "instruction", "instruction_language") + "optional group input_image "
                        + ParquetFixture.IMAGE + " optional group input_image_raw " + ParquetFixture.IMAGE
                        + " optional boolean Intersection_exist;",
                row -> {
                    row.append("task_type", "color_alter").append("key", "0f385bcf");
                    row.append("instruction", "Make it red.").append("instruction_language", "en");
                    image(row, "input_image");
                    row.append("Intersection_exist", true);
                });

        // When
        DatasetEntry entry = read(file, DatasetPreset.GEDIT);

        // Then
        assertThat(entry.task()).isEqualTo(Task.EDITING);
        assertThat(entry.problem()).isEqualTo("<image>Make it red.");
        assertThat(entry.images()).containsExactly(IMAGE);
        assertThat(entry.category()).contains("color_alter");
        assertThat(entry.columns())
                .containsEntry("key", "\"0f385bcf\"")
                .containsEntry("instruction_language", "\"en\"")
                .containsEntry("Intersection_exist", "true");
    }

    private static String texts(String... names) {
        StringBuilder fields = new StringBuilder();
        for (String name : names) {
            fields.append(TEXT.formatted(name));
        }
        return fields.toString();
    }

    private static void image(Group row, String column) {
        row.addGroup(column)
                .append("bytes", Binary.fromConstantByteArray(IMAGE.toBytes()))
                .append("path", "5.jpg");
    }

    private static DatasetEntry read(Path file, DatasetPreset preset) {
        return DatasetReader.read(file, DataConfig.defaults().readAs(preset), EntryCheck.NONE, false)
                .entries()
                .get(0);
    }
}
