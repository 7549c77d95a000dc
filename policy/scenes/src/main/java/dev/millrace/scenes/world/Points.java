package dev.millrace.scenes.world;

import java.util.function.DoubleUnaryOperator;

/** Points of the plane. Immutable. */
final class Points {

    private final double[] coordinates;

    /** Takes {@code x0, y0, x1, y1, …}; the caller gives the array away. */
    Points(double[] coordinates) {
        this.coordinates = coordinates;
    }

    int size() {
        return coordinates.length / 2;
    }

    /** A coordinate: axis 0 is x, 1 is y. */
    double at(int point, int axis) {
        return coordinates[2 * point + axis];
    }

    /** Each coordinate sent through a function, in order. */
    Points map(DoubleUnaryOperator function) {
        double[] mapped = new double[coordinates.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = function.applyAsDouble(coordinates[i]);
        }
        return new Points(mapped);
    }
}
