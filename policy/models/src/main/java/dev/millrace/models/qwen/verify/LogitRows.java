package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Logits of some places, and what they say, computed in double precision. */
final class LogitRows {

    private final float[] values;
    private final int vocabulary;

    private LogitRows(float[] values, int vocabulary) {
        this.values = values;
        this.vocabulary = vocabulary;
    }

    /** @param logits (…, vocabulary) */
    static LogitRows of(NDArray logits) {
        return new LogitRows(
                logits.toFloatArray(),
                Math.toIntExact(logits.getShape().get(logits.getShape().dimension() - 1)));
    }

    /** All, flat; shared, not copied. */
    float[] values() {
        return values;
    }

    private int rows() {
        return values.length / vocabulary;
    }

    private float[] row(int row) {
        return Arrays.copyOfRange(values, row * vocabulary, (row + 1) * vocabulary);
    }

    /** The logarithm of the sum of the exponentials of logits over a temperature. */
    private static double logSum(float[] row, double temperature) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float value : row) {
            greatest = Math.max(greatest, value / temperature);
        }
        double sum = 0;
        for (float value : row) {
            sum += Math.exp(value / temperature - greatest);
        }
        return greatest + Math.log(sum);
    }

    /** Log-probabilities of tokens, one a row, in nat. */
    float[] logProbs(int[] ids, double temperature) {
        float[] logProbs = new float[rows()];
        for (int i = 0; i < logProbs.length; i++) {
            float[] row = row(i);
            logProbs[i] = (float) (row[ids[i]] / temperature - logSum(row, temperature));
        }
        return logProbs;
    }

    /** The likeliest token of each row. */
    int[] greatest() {
        int[] greatest = new int[rows()];
        for (int i = 0; i < greatest.length; i++) {
            float[] row = row(i);
            for (int id = 1; id < row.length; id++) {
                if (row[id] > row[greatest[i]]) {
                    greatest[i] = id;
                }
            }
        }
        return greatest;
    }

    /** By how much the likeliest token of each row leads the second. */
    float[] margins() {
        float[] margins = new float[rows()];
        for (int i = 0; i < margins.length; i++) {
            float[] row = row(i);
            Arrays.sort(row);
            margins[i] = row[row.length - 1] - row[row.length - 2];
        }
        return margins;
    }
}
