package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.ScenePainter;

/** Where an object stands, in pixels: x to the right, y down, the first corner above and left of the second. */
public record Box(double left, double top, double right, double bottom) {

    private static final double CELL = ScenePainter.IMAGE_SIZE / 2.0;

    /** @throws IllegalArgumentException if a coordinate is not finite or the corners are in the wrong order */
    public Box {
        if (!(left <= right) || !(top <= bottom) || !Double.isFinite(right - left + bottom - top)) {
            throw new IllegalArgumentException("a box needs left <= right and top <= bottom, not " + left + ", " + top
                    + ", " + right + ", " + bottom);
        }
    }

    /** The box of a whole cell of a scene's 2×2 grid. */
    public static Box ofCell(int row, int column) {
        return new Box(CELL * column, CELL * row, CELL * (column + 1), CELL * (row + 1));
    }

    double width() {
        return right - left;
    }

    double height() {
        return bottom - top;
    }

    double centreX() {
        return (left + right) / 2;
    }

    double centreY() {
        return (top + bottom) / 2;
    }
}
