package dev.millrace.policy.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary position embedding (Su et al., arXiv 2104.09864): pair i of a head's vector is turned by
 * {@code position · 10000^(−2i/d)}. As complex numbers, so that a turn is one multiplication.
 *
 * <p>The queries' factor also carries attention's 1/√d, which is then free.
 */
final class RotaryPositions {

    private static final double BASE = 10_000;

    private final int pairs;
    private final double queryScale;
    private final double[] frequencies;

    RotaryPositions(int headSize) {
        this.pairs = headSize / 2;
        this.queryScale = 1 / Math.sqrt(headSize);
        this.frequencies = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            frequencies[i] = Math.pow(BASE, -2.0 * i / headSize);
        }
    }

    /**
     * Complex factors for queries and keys.
     *
     * @param positions (rows, length)
     * @return (rows, 1, length, 2, 1, d/2): index 0 of axis 3 for queries, 1 for keys
     */
    NDArray factors(NDManager manager, int[] positions, int rows, int length) {
        float[] values = new float[positions.length * 2 * pairs * 2];
        int next = 0;
        for (int position : positions) {
            int keys = next + pairs * 2;
            for (int i = 0; i < pairs; i++) {
                double angle = position * frequencies[i];
                double cos = Math.cos(angle);
                double sin = Math.sin(angle);
                values[next++] = (float) (cos * queryScale);
                values[next++] = (float) (sin * queryScale);
                values[keys++] = (float) cos;
                values[keys++] = (float) sin;
            }
            next = keys;
        }
        return manager.create(values, new Shape(rows, 1, length, 2, 1, pairs, 2)).complex();
    }
}
