package dev.millrace.models.qwen.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenPositionsTest {

    @Test
    void shouldCountTextOnAllAxesAndImagesByRowAndColumn() {
        // Given two tokens of text, an image of 2x3 tokens, one more token of text
        PatchGrid grid = new PatchGrid(4, 6, 2);

        // When an answer of two tokens follows
        TokenPositions positions =
                TokenPositions.of(9, List.of(2), List.of(grid)).followedBy(2);

        // Then
        assertThat(positions.axis(0)).containsExactly(0, 1, 2, 2, 2, 2, 2, 2, 5, 6, 7);
        assertThat(positions.axis(1)).containsExactly(0, 1, 2, 2, 2, 3, 3, 3, 5, 6, 7);
        assertThat(positions.axis(2)).containsExactly(0, 1, 2, 3, 4, 2, 3, 4, 5, 6, 7);
        assertThat(positions.delta()).isEqualTo(-3);
    }

    @Test
    void shouldRefuseAnImageThatDoesNotLieWithinTheSequence() {
        assertThatThrownBy(() -> TokenPositions.of(4, List.of(2), List.of(new PatchGrid(4, 4, 2))))
                .hasMessage("image 0 has 4 tokens from place 2 of a sequence of 4");
    }

    @Test
    void shouldCutCellsIntoWindowsRowByRow() {
        // When an image of 3x3 cells is cut into windows of 2x2
        VisionWindows windows = VisionWindows.of(List.of(new PatchGrid(6, 6, 2)), 2);

        // Then the partial ones are at the right and at the bottom
        assertThat(windows.order()).containsExactly(0, 1, 3, 4, 2, 5, 6, 7, 8);
        assertThat(windows.lengths()).containsExactly(4, 2, 2, 1);
        assertThat(windows.inverse()).containsExactly(0, 1, 4, 2, 3, 5, 6, 7, 8);
    }
}
