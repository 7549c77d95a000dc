package dev.millrace.scenes.world;

import dev.millrace.policy.image.RgbImage;

/** How far apart the cells of a drawn image stand: images of different sizes, for policies that take them. */
public enum Spacing {
    /** 32×32 pixels, as it is drawn. */
    NONE(0, 0),
    /** 48 pixels wide and 32 high, with an empty column between the two. */
    COLUMNS(1, 0),
    /** 32 pixels wide and 48 high, with an empty row between the two. */
    ROWS(0, 1);

    private static final int CHANNELS = 3;
    private static final int CELL = ScenePainter.IMAGE_SIZE / 2;

    private final int columns;
    private final int rows;

    Spacing(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** The spacing of an example: all three take turns, each with every category. */
    static Spacing of(long index) {
        return values()[(int) (index / Category.values().length % values().length)];
    }

    /** A drawn image of 32×32 pixels with its cells moved apart. */
    public RgbImage apply(RgbImage image) {
        if (this == NONE) {
            return image;
        }
        int size = ScenePainter.IMAGE_SIZE;
        int width = size + columns * CELL;
        int height = size + rows * CELL;
        byte[] drawn = image.toBytes();
        byte[] spaced = new byte[width * height * CHANNELS];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int toX = x < CELL ? x : x + columns * CELL;
                int toY = y < CELL ? y : y + rows * CELL;
                System.arraycopy(drawn, (y * size + x) * CHANNELS, spaced, (toY * width + toX) * CHANNELS, CHANNELS);
            }
        }
        return RgbImage.of(width, height, spaced);
    }
}
