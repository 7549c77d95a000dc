package dev.millrace.scenes.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyWordTest {

    @Test
    void shouldTakeColorsWithTheirDigits() {
        // When
        List<KeyWord> words = KeyWord.among("a red 3 left of two 7s".split(" "));

        // Then
        assertThat(words)
                .containsExactly(
                        new KeyWord(1, 3, Optional.of(DigitColor.RED)),
                        new KeyWord(2, 3, Optional.of(DigitColor.RED)),
                        new KeyWord(6, 7, Optional.empty()));
    }

    @Test
    void shouldMeanTheCellsThatHoldIt() {
        // Given
        Scene scene = new Scene(List.of(
                new PlacedDigit(3, DigitColor.RED, 0, 1),
                new PlacedDigit(3, DigitColor.BLUE, 1, 0),
                new PlacedDigit(5, DigitColor.RED, 1, 1)));

        // When / Then
        assertThat(new KeyWord(0, 3, Optional.of(DigitColor.RED)).cells(scene).stream())
                .containsExactly(1);
        assertThat(new KeyWord(0, 3, Optional.empty()).cells(scene).stream()).containsExactly(1, 2);
    }

    @Test
    void shouldFindNoneInAQuestion() {
        assertThat(KeyWord.among("draw the number of legs of a spider".split(" ")))
                .isEmpty();
    }
}
