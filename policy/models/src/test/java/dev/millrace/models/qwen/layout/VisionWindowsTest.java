package dev.millrace.models.qwen.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Windows of 2×2 cells over an image of 3×5 cells, and one of 1×2. */
class VisionWindowsTest {

    private static final List<PatchGrid> GRIDS = List.of(new PatchGrid(6, 10, 2), new PatchGrid(2, 4, 2));

    @Test
    void shouldCutImagesInRasterOrder() {
        VisionWindows windows = VisionWindows.of(GRIDS, 2);

        assertThat(windows.lengths()).containsExactly(4, 4, 2, 2, 2, 1, 2);
        assertThat(windows.order())
                .startsWith(0, 1, 5, 6, 2, 3, 7, 8, 4, 9, 10, 11)
                .endsWith(14, 15, 16);
    }

    @Test
    void shouldPutEqualWindowsOfAnImageTogether() {
        VisionWindows windows = VisionWindows.bySize(GRIDS, 2);

        assertThat(windows.lengths()).containsExactly(1, 2, 2, 2, 4, 4, 2);
        assertThat(windows.order())
                .startsWith(14, 4, 9, 10, 11, 12, 13, 0, 1, 5, 6)
                .endsWith(15, 16);
    }

    @Test
    void shouldGoBack() {
        VisionWindows windows = VisionWindows.bySize(GRIDS, 2);
        int[] order = windows.order();

        int[] back = Arrays.stream(windows.inverse()).map(place -> order[place]).toArray();

        assertThat(back).containsExactly(IntStream.range(0, 17).toArray());
    }
}
