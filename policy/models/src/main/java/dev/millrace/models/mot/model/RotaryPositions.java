package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import java.util.HashMap;
import java.util.Map;

/**
 * Rotary position embedding (Su et al., arXiv 2104.09864): the pair of values i and i + d/2 of a head's vector is turned
 * by {@code position · 10000^(−2i/d)}.
 *
 * <p>The queries' factors also carry attention's 1/√d, which is then free.
 */
final class RotaryPositions {

    private static final double BASE = 10_000;

    private final int headSize;
    private final int pairs;
    private final double[] frequencies;

    RotaryPositions(int headSize) {
        this.headSize = headSize;
        this.pairs = headSize / 2;
        this.frequencies = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            frequencies[i] = Math.pow(BASE, -2.0 * i / headSize);
        }
    }

    /**
     * What queries and keys are multiplied with, each (rows, 1, length, 2, 1, d): index 0 of axis 3 for queries, 1 for keys.
     *
     * @param cosines factors of the vector itself
     * @param sines factors of the vector with its halves exchanged, negative for the first half
     */
    record Factors(NDArray cosines, NDArray sines) {}

    /** Factors for positions of (rows, length). */
    Factors factors(NDManager manager, int[] positions, int rows, int length) {
        float[] cosines = new float[positions.length * 2 * headSize];
        float[] sines = new float[cosines.length];
        Map<Integer, Integer> known = new HashMap<>(); // rows of a batch are at the same few positions
        int next = 0;
        for (int position : positions) {
            Integer before = known.putIfAbsent(position, next);
            if (before == null) {
                next = fill(cosines, sines, next, position, 1 / Math.sqrt(headSize));
                next = fill(cosines, sines, next, position, 1);
            } else {
                System.arraycopy(cosines, before, cosines, next, 2 * headSize);
                System.arraycopy(sines, before, sines, next, 2 * headSize);
                next += 2 * headSize;
            }
        }
        Shape shape = new Shape(rows, 1, length, 2, 1, headSize);
        return new Factors(manager.create(cosines, shape), manager.create(sines, shape));
    }

    private int fill(float[] cosines, float[] sines, int begin, int position, double scale) {
        for (int i = 0; i < pairs; i++) {
            double angle = position * frequencies[i];
            float cosine = (float) (scale * Math.cos(angle));
            float sine = (float) (scale * Math.sin(angle));
            cosines[begin + i] = cosine;
            cosines[begin + pairs + i] = cosine;
            sines[begin + i] = -sine;
            sines[begin + pairs + i] = sine;
        }
        return begin + headSize;
    }

    /** Turns vectors of (P, G, T, 2, heads, d). */
    NDArray turn(NDArray x, Factors factors) {
        NDArray exchanged =
                NDArrays.concat(new NDList(TensorOps.slice(x, 5, pairs, headSize), TensorOps.slice(x, 5, 0, pairs)), 5);
        return x.mul(factors.cosines()).add(exchanged.mul(factors.sines()));
    }
}
