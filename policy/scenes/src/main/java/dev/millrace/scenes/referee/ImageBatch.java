package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.world.ScenePainter;
import java.util.List;

/** Images as the referees take them. */
final class ImageBatch {

    static final int SIZE = ScenePainter.IMAGE_SIZE;
    static final int CELL = SIZE / 2;
    static final int CHANNELS = 3;
    static final int CELLS = 4;

    private ImageBatch() {}

    /** @throws IllegalArgumentException if an image is not one of 32×32 pixels in three channels */
    static void require(List<Pixels> images) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("a referee needs at least one image");
        }
        for (Pixels image : images) {
            if (image.width() != SIZE || image.height() != SIZE || image.channels() != CHANNELS) {
                throw new IllegalArgumentException("the image is " + image.width() + "x" + image.height() + "x"
                        + image.channels() + ", but the referee judges " + SIZE + "x" + SIZE + "x" + CHANNELS);
            }
        }
    }

    /** Whole images, (batch, channel, row, column). */
    static NDArray whole(NDManager manager, List<Pixels> images) {
        float[] values = new float[images.size() * CHANNELS * SIZE * SIZE];
        for (int i = 0; i < images.size(); i++) {
            copy(images.get(i).toArray(), 0, 0, SIZE, values, i * CHANNELS * SIZE * SIZE);
        }
        return manager.create(values, new Shape(images.size(), CHANNELS, SIZE, SIZE));
    }

    /** The four cells of each image, in grid order, (4·batch, channel, row, column). */
    static NDArray cells(NDManager manager, List<Pixels> images) {
        int length = CHANNELS * CELL * CELL;
        float[] values = new float[images.size() * CELLS * length];
        for (int i = 0; i < images.size(); i++) {
            float[] image = images.get(i).toArray();
            for (int cell = 0; cell < CELLS; cell++) {
                copy(image, cell / 2 * CELL, cell % 2 * CELL, CELL, values, (i * CELLS + cell) * length);
            }
        }
        return manager.create(values, new Shape((long) images.size() * CELLS, CHANNELS, CELL, CELL));
    }

    /** Copies a square of an image whose channels are innermost, so that its channels are outermost. */
    private static void copy(float[] image, int top, int left, int size, float[] into, int offset) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    into[offset + (channel * size + row) * size + column] =
                            image[((top + row) * SIZE + left + column) * CHANNELS + channel];
                }
            }
        }
    }
}
