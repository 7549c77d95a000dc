package dev.millrace.scenes.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.image.RgbImage;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpacingTest {

    private final SceneGenerator scenes = new SceneGenerator(5, SceneStyle.CLEAN);

    @Test
    void shouldMoveCellsApartAndKeepWhatIsInThem() {
        // Given
        RgbImage drawn = scenes.example(3).image();

        // When
        RgbImage wide = Spacing.COLUMNS.apply(drawn);

        // Then
        assertThat(List.of(wide.width(), wide.height())).containsExactly(48, 32);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 16; x++) {
                assertThat(wide.rgb(x, y)).isEqualTo(drawn.rgb(x, y));
                assertThat(wide.rgb(x + 16, y) & 0xffffff).isZero();
                assertThat(wide.rgb(x + 32, y)).isEqualTo(drawn.rgb(x + 16, y));
            }
        }
    }

    @Test
    void shouldGiveEachCategoryAllSizes() {
        assertThat(LongStream.range(0, 21)
                        .mapToObj(index -> scenes.spaced(index))
                        .toList())
                .extracting(example -> example.question().category() + " "
                        + example.image().width() + "x" + example.image().height())
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldAskTheSameInWhateverSize() {
        assertThat(scenes.spaced(9).question()).isEqualTo(scenes.example(9).question());
        assertThat(scenes.spaced(9).scene()).isEqualTo(scenes.example(9).scene());
    }
}
