package dev.millrace.models.qwen.layout;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.Arrays;
import java.util.List;

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
     * The windows of some images, one behind the other.
     *
     * @param edge of a window, in cells
     */
    public static VisionWindows of(List<PatchGrid> grids, int edge) {
        int[] cells = new int[grids.stream().mapToInt(PatchGrid::tokens).sum()];
        int[] lengths = new int[cells.length];
        int next = 0;
        int windows = 0;
        int base = 0;
        for (PatchGrid grid : grids) {
            for (int top = 0; top < grid.tokenRows(); top += edge) {
                for (int left = 0; left < grid.tokenColumns(); left += edge) {
                    int before = next;
                    for (int row = top; row < Math.min(top + edge, grid.tokenRows()); row++) {
                        for (int column = left; column < Math.min(left + edge, grid.tokenColumns()); column++) {
                            cells[next++] = base + row * grid.tokenColumns() + column;
                        }
                    }
                    lengths[windows++] = next - before;
                }
            }
            base += grid.tokens();
        }
        return new VisionWindows(cells, Arrays.copyOf(lengths, windows));
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
