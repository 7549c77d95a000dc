package dev.millrace.scenes.world;

/**
 * A line through points of the unit square, x to the right and y down.
 *
 * @param smooth whether it bends through its points (a Catmull-Rom curve) or breaks at them
 */
record Stroke(boolean smooth, Points points) {

    private static final int STEPS = 5;

    static Stroke curve(double... coordinates) {
        return new Stroke(true, new Points(coordinates));
    }

    static Stroke lines(double... coordinates) {
        return new Stroke(false, new Points(coordinates));
    }

    /** The stroke as straight pieces: its own points, or points along the curve. */
    Points flattened() {
        return smooth ? alongCurve() : points;
    }

    private Points alongCurve() {
        int last = points.size() - 1;
        double[] flat = new double[2 * (last * STEPS + 1)];
        int next = 0;
        for (int i = 0; i < last; i++) {
            for (int step = 0; step < STEPS; step++) {
                double t = (double) step / STEPS;
                flat[next++] = between(i, t, 0);
                flat[next++] = between(i, t, 1);
            }
        }
        flat[next++] = points.at(last, 0);
        flat[next] = points.at(last, 1);
        return new Points(flat);
    }

    /** One coordinate of the Catmull-Rom piece from point i to i + 1. */
    private double between(int i, double t, int axis) {
        double before = points.at(Math.max(0, i - 1), axis);
        double from = points.at(i, axis);
        double to = points.at(i + 1, axis);
        double after = points.at(Math.min(points.size() - 1, i + 2), axis);
        return 0.5
                * (2 * from
                        + (to - before) * t
                        + (2 * before - 5 * from + 4 * to - after) * t * t
                        + (3 * from - before - 3 * to + after) * t * t * t);
    }
}
