package dev.millrace.scenes.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.scenes.generation.Box;
import dev.millrace.scenes.generation.DetectedObject;
import dev.millrace.scenes.world.DigitColor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageReadingTest {

    private static final int EMPTY = CellReading.EMPTY;

    @Test
    void shouldBeSureOfADigitThatStandsAlone() {
        assertThat(reading(8, EMPTY, EMPTY, EMPTY).confidence(8)).isCloseTo(1, within(1e-12));
        assertThat(reading(8, EMPTY, EMPTY, EMPTY).confidence(3)).isZero();
    }

    @Test
    void shouldBeHalfSureOfOneOfTwo() {
        assertThat(reading(8, 3, EMPTY, EMPTY).confidence(8)).isCloseTo(0.5, within(1e-12));
        assertThat(reading(8, 8, EMPTY, EMPTY).confidence(8)).isCloseTo(1, within(1e-12));
    }

    @Test
    void shouldKnowNothingOfAnEmptyImage() {
        assertThat(reading(EMPTY, EMPTY, EMPTY, EMPTY).confidence(8)).isZero();
        assertThat(reading(EMPTY, EMPTY, EMPTY, EMPTY).objects()).isEmpty();
    }

    @Test
    void shouldRefuseAProbabilityThatIsNotFinite() {
        List<Double> sure = Collections.nCopies(11, 0.0);
        List<Double> broken = Collections.nCopies(6, Double.NaN);
        assertThatThrownBy(() -> new CellReading(1, 0, sure, broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1, column 0 was read with a probability of a colour that is not finite");
    }

    @Test
    void shouldSeeNoObjectInASmear() {
        // Given: 4 and 9 are as likely as each other, and so is an empty cell
        List<Double> smear = new ArrayList<>(Collections.nCopies(11, 0.0));
        smear.set(4, 0.34);
        smear.set(9, 0.33);
        smear.set(EMPTY, 0.33);
        CellReading cell = new CellReading(0, 1, smear, colors(DigitColor.BLUE));

        // When / Then
        assertThat(cell.object(ImageReading.LEAST)).isEmpty();
        assertThat(cell.object(0.3)).contains(new DetectedObject(4, DigitColor.BLUE, Box.ofCell(0, 1)));
    }

    private static ImageReading reading(int... contents) {
        List<CellReading> cells = new ArrayList<>();
        for (int cell = 0; cell < contents.length; cell++) {
            List<Double> digits = new ArrayList<>(Collections.nCopies(11, 0.0));
            digits.set(contents[cell], 1.0);
            cells.add(new CellReading(cell / 2, cell % 2, digits, colors(DigitColor.RED)));
        }
        return new ImageReading(cells);
    }

    private static List<Double> colors(DigitColor color) {
        List<Double> colors = new ArrayList<>(Collections.nCopies(DigitColor.values().length, 0.0));
        colors.set(color.ordinal(), 1.0);
        return colors;
    }
}
