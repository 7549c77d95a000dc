package dev.millrace.models.qwen.layout;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The windows of Qwen2.5-VL's tower: squares of merged cells, in raster order, partial ones at the right and at the bottom, never
 * across images. Cells are moved to the order of their windows before the first block, and back behind the merger. Immutable.
 */
public final class VisionWindows {

    private final int[] cells;
    private final int[] lengths;

    private VisionWindows(int[] cells, int[] lengths) {
        this.cells = cells;
        this.lengths = lengths;
    }

    /**
     * The windows of some images, one image behind the other, those of an image in raster order.
     *
     * @param edge of a window, in cells
     */
    public static VisionWindows of(List<PatchGrid> grids, int edge) {
        return of(grids, edge, false);
    }

    /** The same, but for those of an image, which are in the order of their size, so that equal ones stand together. */
    public static VisionWindows bySize(List<PatchGrid> grids, int edge) {
        return of(grids, edge, true);
    }

    private static VisionWindows of(List<PatchGrid> grids, int edge, boolean bySize) {
        List<int[]> windows = new ArrayList<>();
        int base = 0;
        for (PatchGrid grid : grids) {
            List<int[]> own = of(grid, edge, base);
            if (bySize) {
                own.sort(Comparator.comparingInt(window -> window.length));
            }
            windows.addAll(own);
            base += grid.tokens();
        }
        return new VisionWindows(
                windows.stream().flatMapToInt(Arrays::stream).toArray(),
                windows.stream().mapToInt(window -> window.length).toArray());
    }

    /** The cells of each window of an image, counted from a first one on. */
    private static List<int[]> of(PatchGrid grid, int edge, int first) {
        List<int[]> windows = new ArrayList<>();
        for (int top = 0; top < grid.tokenRows(); top += edge) {
            for (int left = 0; left < grid.tokenColumns(); left += edge) {
                int rows = Math.min(edge, grid.tokenRows() - top);
                int columns = Math.min(edge, grid.tokenColumns() - left);
                int corner = first + top * grid.tokenColumns() + left;
                windows.add(IntStream.range(0, rows * columns)
                        .map(cell -> corner + cell / columns * grid.tokenColumns() + cell % columns)
                        .toArray());
            }
        }
        return windows;
    }

    /** For each cell in the order of windows its place in raster order. */
    public int[] order() {
        return cells.clone();
    }

    /** For each cell in raster order its place in the order of windows. */
    public int[] inverse() {
        int[] inverse = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            inverse[cells[i]] = i;
        }
        return inverse;
    }

    /** Cells of each window. */
    public int[] lengths() {
        return lengths.clone();
    }
}
