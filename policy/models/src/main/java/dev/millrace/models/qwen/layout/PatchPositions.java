package dev.millrace.models.qwen.layout;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.List;

/** Rotary angles of patches: half of a head's frequencies turn by the row, half by the column. Pure. */
public final class PatchPositions {

    private static final double THETA = 10_000;

    private PatchPositions() {}

    /**
     * The angles of all patches of some images, in the order in which the tower has them.
     *
     * @param headSize of the tower
     * @return {@code [patch][headSize / 2]} flat: the row's, then the column's
     */
    public static float[] angles(List<PatchGrid> grids, int headSize) {
        int half = headSize / 4;
        float[] frequencies = new float[half];
        for (int f = 0; f < half; f++) {
            frequencies[f] = (float) (1.0 / Math.pow(THETA, (float) (2 * f) / (2 * half)));
        }
        int patches = grids.stream().mapToInt(PatchGrid::patches).sum();
        float[] angles = new float[patches * 2 * half];
        int to = 0;
        for (PatchGrid grid : grids) {
            for (int place : grid.order()) {
                for (int f = 0; f < half; f++) {
                    angles[to + f] = place / grid.columns() * frequencies[f];
                    angles[to + half + f] = place % grid.columns() * frequencies[f];
                }
                to += 2 * half;
            }
        }
        return angles;
    }
}
