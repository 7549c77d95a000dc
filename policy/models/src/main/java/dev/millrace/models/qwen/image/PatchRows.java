package dev.millrace.models.qwen.image;

import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.policy.image.Pixels;

/**
 * An image as rows of patches, ready for the vision tower. Immutable.
 *
 * <p>A row is one patch, {@code [channel][frame][y][x]} flat; the one frame of an image is repeated. Values are {@code (v -
 * mean) / std}, v from 0 to 1.
 */
public final class PatchRows {

    private final PatchGrid grid;
    private final float[] values;

    private PatchRows(PatchGrid grid, float[] values) {
        this.grid = grid;
        this.values = values;
    }

    /**
     * The size at which the tower sees an image.
     *
     * @throws IllegalArgumentException if it cannot be resized, saying why
     */
    public static ImageSize seen(ImageSize size, VisionConfig vision, ImageProcessing processing) {
        return size.resized(vision.cellSize(), processing.minPixels(), processing.maxPixels());
    }

    /**
     * The patches of an image that already has the size at which the tower sees it.
     *
     * @throws IllegalArgumentException if its edges are no multiples of a cell's
     */
    public static PatchRows of(Pixels image, VisionConfig vision, ImageProcessing processing) {
        int edge = vision.patchSize();
        if (image.height() % edge != 0 || image.width() % edge != 0) {
            throw new IllegalArgumentException(
                    image + " does not consist of patches of " + edge + "x" + edge + " pixels");
        }
        PatchGrid grid = new PatchGrid(image.height() / edge, image.width() / edge, vision.mergeSize());
        float[] values = new float[Math.multiplyExact(grid.patches(), vision.patchValues())];
        float[] pixels = image.toArray();
        int frame = edge * edge;
        int to = 0;
        for (int place : grid.order()) {
            int top = place / grid.columns() * edge;
            int left = place % grid.columns() * edge;
            for (int channel = 0; channel < vision.channels(); channel++) {
                float mean = processing.mean().of(channel);
                float std = processing.std().of(channel);
                for (int y = 0; y < edge; y++) {
                    int from = ((top + y) * image.width() + left) * vision.channels() + channel;
                    for (int x = 0; x < edge; x++) {
                        values[to + y * edge + x] = (pixels[from + x * vision.channels()] - mean) / std;
                    }
                }
                for (int repeated = 1; repeated < vision.temporalPatchSize(); repeated++) {
                    System.arraycopy(values, to, values, to + repeated * frame, frame);
                }
                to += vision.temporalPatchSize() * frame;
            }
        }
        return new PatchRows(grid, values);
    }

    public PatchGrid grid() {
        return grid;
    }

    /** A copy of the values, {@code [patch][value]}. */
    public float[] toArray() {
        return values.clone();
    }
}
