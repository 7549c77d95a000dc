package dev.millrace.cli.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.cli.evaluate.JudgedDrawing;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.scenes.generation.GenerationRules;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {

    private static final int PASSED = 0x009E73;
    private static final int FAILED = 0xD55E00;

    @TempDir
    private Path folder;

    @Test
    void shouldMarkWhatPassedAndWhatFailedSideBySide() throws IOException {
        // Given
        Path file = folder.resolve("sheet.png");
        DrawingEvaluation before = new DrawingEvaluation(List.of(drawing("a", false), drawing("b", false)));
        DrawingEvaluation after = new DrawingEvaluation(List.of(drawing("a", true), drawing("b", true)));

        // When
        ContactSheet.write(
                List.of(new ContactSheet.Column("before", before), new ContactSheet.Column("after", after)), file);

        // Then
        BufferedImage sheet = ImageIO.read(file.toFile());
        int middle = sheet.getWidth() - 4 * 72 - 2 * 24;
        assertThat(count(sheet, FAILED, 0, middle)).isGreaterThan(500);
        assertThat(count(sheet, PASSED, 0, middle)).isZero();
        assertThat(count(sheet, PASSED, middle, sheet.getWidth())).isGreaterThan(500);
        assertThat(count(sheet, FAILED, middle, sheet.getWidth())).isZero();
    }

    @Test
    void shouldShowOnlyAFewOfEachCategory() throws IOException {
        Path file = folder.resolve("sheet.png");
        DrawingEvaluation many = new DrawingEvaluation(Collections.nCopies(30, drawing("a", true)));
        DrawingEvaluation few = new DrawingEvaluation(Collections.nCopies(2, drawing("a", true)));

        ContactSheet.write(List.of(new ContactSheet.Column("now", many)), file);
        int height = ImageIO.read(file.toFile()).getHeight();
        ContactSheet.write(List.of(new ContactSheet.Column("now", few)), file);

        assertThat(ImageIO.read(file.toFile()).getHeight()).isEqualTo(height);
    }

    @Test
    void shouldRefuseToCompareDifferentPrompts() {
        ContactSheet.Column one = new ContactSheet.Column("one", new DrawingEvaluation(List.of(drawing("a", true))));
        ContactSheet.Column other =
                new ContactSheet.Column("other", new DrawingEvaluation(List.of(drawing("b", true))));

        assertThatThrownBy(() -> ContactSheet.write(List.of(one, other), folder.resolve("sheet.png")))
                .hasMessage("a contact sheet compares drawings of the same prompts");
    }

    private static long count(BufferedImage image, int color, int from, int to) {
        long count = 0;
        for (int x = from; x < to; x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == color ? 1 : 0;
            }
        }
        return count;
    }

    private static JudgedDrawing drawing(String id, boolean passed) {
        GenerationRules rules = GenerationRules.parse(
                "{\"tag\":\"counting\",\"prompt\":\"a 3\",\"include\":[{\"class\":\"3\",\"count\":1}]}");
        DrawingItem item = new DrawingItem(id, "a 3", List.of(), rules, "counting");
        EncodedImage black = PngCodec.encode(RgbImage.of(8, 8, new byte[8 * 8 * 3]));
        return new JudgedDrawing(item, Collections.nCopies(4, black), Collections.nCopies(4, passed));
    }
}
