package dev.millrace.scenes.world;

/**
 * One cell of an image, as the ink in each of its pixels. Strokes are drawn by their distance to the middle of a pixel, so
 * the result is the same on every machine.
 */
final class CellCanvas {

    private final int size;
    private final double[] ink;

    CellCanvas(int size) {
        this.size = size;
        this.ink = new double[size * size];
    }

    /** Ink of a pixel, 0 to 1. */
    double ink(int row, int column) {
        return ink[row * size + column];
    }

    /** Draws straight pieces between points given in pixels. */
    void draw(Points points, double weight, double softness) {
        for (int i = 0; i + 1 < points.size(); i++) {
            piece(points, i, weight / 2, softness);
        }
    }

    private void piece(Points points, int from, double radius, double softness) {
        double x0 = points.at(from, 0);
        double y0 = points.at(from, 1);
        double dx = points.at(from + 1, 0) - x0;
        double dy = points.at(from + 1, 1) - y0;
        double lengthSquared = dx * dx + dy * dy;
        double reach = radius + softness;
        int top = clamp(Math.min(y0, y0 + dy) - reach);
        int bottom = clamp(Math.max(y0, y0 + dy) + reach);
        int left = clamp(Math.min(x0, x0 + dx) - reach);
        int right = clamp(Math.max(x0, x0 + dx) + reach);
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                double along = lengthSquared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSquared));
                double distance = Math.hypot(px - along * dx, py - along * dy);
                double covered = Math.max(0, Math.min(1, (radius + softness / 2 - distance) / softness));
                int pixel = row * size + column;
                ink[pixel] = Math.max(ink[pixel], covered);
            }
        }
    }

    private int clamp(double coordinate) {
        return (int) Math.max(0, Math.min(size - 1, Math.floor(coordinate)));
    }
}
