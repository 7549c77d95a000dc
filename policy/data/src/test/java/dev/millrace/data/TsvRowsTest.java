package dev.millrace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.dataset.Dataset;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetException;
import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.EntryCheck;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts with tabs as VLMEvalKit publishes its benchmarks. */
class TsvRowsTest {

    private static final EncodedImage IMAGE = PngCodec.encode(RgbImage.of(2, 1, new byte[] {1, 2, 3, 4, 5, 6}));
    private static final EncodedImage OTHER = PngCodec.encode(RgbImage.of(1, 2, new byte[] {9, 8, 7, 6, 5, 4}));
    private static final String NAMES = "index\timage\tquestion\tanswer\tproblem_version\tquestion_type\n";

    @TempDir
    private Path folder;

    @Test
    void shouldReadImagesAndCellsInQuotationMarks() throws IOException {
        // Given a question over two lines, with a tab and quotation marks in it
        String question = "\"Find L.\nSay \"\"L =\tnumber\"\".\"";

        // When
        Dataset read = read(NAMES + "7\t" + base64(IMAGE) + "\t" + question + "\t14\tText Lite\tfree-form\n");

        // Then
        DatasetEntry row = read.entries().get(0);
        assertThat(row.id()).isEqualTo("7");
        assertThat(row.problem()).isEqualTo("<image>Find L.\nSay \"L =\tnumber\".");
        assertThat(row.images()).containsExactly(IMAGE);
        assertThat(row.answer()).contains("14");
        assertThat(row.category()).contains("Text Lite");
        assertThat(row.columns()).containsEntry("question_type", "\"free-form\"");
    }

    @Test
    void shouldShowTheImageOfTheRowThatIsReferredTo() throws IOException {
        Dataset read = read(NAMES
                + "0\t2\tA?\t1\tx\tfree-form\n"
                + "1\t" + base64(OTHER) + "\tB?\t2\tx\tfree-form\n"
                + "2\t" + base64(IMAGE) + "\tC?\t3\tx\tfree-form\n");

        assertThat(read.entries()).extracting(row -> row.images().get(0)).containsExactly(IMAGE, OTHER, IMAGE);
    }

    @Test
    void shouldReadSeveralImagesOfARow() throws IOException {
        Dataset read = read(NAMES + "0\t\"['" + base64(IMAGE) + "', '" + base64(OTHER) + "']\"\tA?\t1\tx\tfree-form\n");

        assertThat(read.entries().get(0).images()).containsExactly(IMAGE, OTHER);
    }

    @Test
    void shouldTakeAnEmptyCellForNone() throws IOException {
        Dataset read = read(NAMES + "0\t\tA?\t\t\tfree-form\n");

        assertThat(read.entries().get(0).answer()).isEmpty();
        assertThat(read.entries().get(0).images()).isEmpty();
        assertThat(read.entries().get(0).category()).isEmpty();
    }

    @Test
    void shouldNameTheRowThatHasOtherColumns() {
        assertThatThrownBy(() -> read(NAMES + "0\t\tA?\t1\tx\tfree-form\n1\t\tB?\t2\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageEndingWith(
                        "rows.tsv:2: the row has 4 cells, the first line names 6 columns; put what holds tabs or"
                                + " quotation marks in quotation marks");
    }

    @Test
    void shouldNameTheColumnThatIsMissing() {
        assertThatThrownBy(() -> read("index\timage\tanswer\n0\t\t1\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(
                        "rows.tsv: has no column query_cot or query_wo or query or question for the problem");
    }

    @Test
    void shouldRefuseAnImageThatIsNone() {
        String noImage = "QUJD".repeat(20);
        assertThatThrownBy(() -> read(NAMES + "0\t" + noImage + "\tA?\t1\tx\tfree-form\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("rows.tsv:1: ")
                .hasMessageContaining("image 1 of \"image\"");
    }

    @Test
    void shouldSayThatAFileIsEmpty() {
        assertThatThrownBy(() -> read("")).isInstanceOf(DatasetException.class).hasMessageContaining("is empty");
    }

    private static String base64(EncodedImage image) {
        return Base64.getEncoder().encodeToString(image.toBytes());
    }

    private Dataset read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.tsv"), text);
        return DatasetReader.read(file, DataConfig.defaults().readAs(DatasetPreset.MATHVERSE), EntryCheck.NONE, false);
    }
}
