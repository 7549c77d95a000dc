package dev.millrace.models.qwen.layout;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.List;

/**
 * Qwen3-VL's learned table of positions, resampled bilinearly with corners aligned to the grid of each image: for each patch four
 * rows of the table and their weights. Immutable.
 */
public final class InterpolatedPositions {

    /** Rows of the table that a patch's position is made of. */
    public static final int CORNERS = 4;

    private final long[] rows;
    private final float[] weights;

    private InterpolatedPositions(long[] rows, float[] weights) {
        this.rows = rows;
        this.weights = weights;
    }

    /** @param edge of the table, which has {@code edge * edge} rows */
    public static InterpolatedPositions of(List<PatchGrid> grids, int edge) {
        int patches = grids.stream().mapToInt(PatchGrid::patches).sum();
        long[] rows = new long[CORNERS * patches];
        float[] weights = new float[CORNERS * patches];
        int at = 0;
        for (PatchGrid grid : grids) {
            for (int place : grid.order()) {
                float y = source(place / grid.columns(), grid.rows(), edge);
                float x = source(place % grid.columns(), grid.columns(), edge);
                int top = (int) y;
                int left = (int) x;
                int bottom = Math.min(top + 1, edge - 1);
                int right = Math.min(left + 1, edge - 1);
                float down = y - top;
                float across = x - left;
                rows[at] = (long) top * edge + left;
                weights[at++] = (1 - down) * (1 - across);
                rows[at] = (long) top * edge + right;
                weights[at++] = (1 - down) * across;
                rows[at] = (long) bottom * edge + left;
                weights[at++] = down * (1 - across);
                rows[at] = (long) bottom * edge + right;
                weights[at++] = down * across;
            }
        }
        return new InterpolatedPositions(rows, weights);
    }

    private static float source(int index, int length, int edge) {
        return length == 1 ? 0 : (float) ((double) index * (edge - 1) / (length - 1));
    }

    /** Rows of the table, {@code [patch][corner]} flat. */
    public long[] rows() {
        return rows.clone();
    }

    /** Weight of each row, {@code [patch][corner]} flat; those of a patch add up to 1. */
    public float[] weights() {
        return weights.clone();
    }
}
