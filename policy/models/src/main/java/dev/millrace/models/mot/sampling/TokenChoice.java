package dev.millrace.models.mot.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;

/**
 * The tokens drawn in one decoding step, one per row.
 *
 * @param tokens int64, (rows)
 * @param logProbs of the tokens, (rows)
 * @param entropies of the distributions, (rows)
 */
record TokenChoice(long[] tokens, float[] logProbs, float[] entropies) {

    /** Takes the likeliest token of each row of scores, (rows, vocabulary). */
    static TokenChoice likeliest(NDArray logits) {
        NDArray logDistribution = logits.logSoftmax(1);
        return of(logDistribution, logDistribution.exp(), logDistribution.argMax(1));
    }

    /**
     * Draws by the inverse of the cumulative distribution: the first token whose cumulative probability exceeds the row's
     * number. One number per row serves any size of vocabulary.
     *
     * @param uniforms in [0, 1), one per row
     */
    static TokenChoice drawn(NDArray logits, float[] uniforms, double temperature) {
        NDArray tempered = temperature == 1 ? logits : TensorOps.scale(logits, 1 / temperature);
        NDArray logDistribution = tempered.logSoftmax(1);
        NDArray distribution = logDistribution.exp();
        NDArray cumulative = distribution.cumSum(1);
        NDArray thresholds = logits.getManager().create(uniforms, new Shape(uniforms.length, 1));
        NDArray passed = cumulative.lte(thresholds).toType(DataType.INT64, false);
        return of(logDistribution, distribution, passed.sum(new int[] {1}));
    }

    private static TokenChoice of(NDArray logDistribution, NDArray distribution, NDArray tokens) {
        NDArray logProbs = logDistribution.gather(tokens.expandDims(1), 1);
        NDArray entropies = distribution.mul(logDistribution).sum(new int[] {1}).neg();
        return new TokenChoice(tokens.toLongArray(), logProbs.toFloatArray(), entropies.toFloatArray());
    }
}
