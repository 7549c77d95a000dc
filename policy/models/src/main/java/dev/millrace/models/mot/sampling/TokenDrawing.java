package dev.millrace.models.mot.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import java.util.Arrays;

/** Draws the next token of each sequence from the distribution after its history. Results live in the calling thread's scope. */
final class TokenDrawing {

    private final NDArray logits;
    private final long[] from;
    private final boolean isEachOwn;

    /**
     * @param logits scores of the next token after each history, (histories, vocabulary)
     * @param open the sequences that have not ended
     */
    TokenDrawing(NDArray logits, Histories histories, int[] open) {
        this.logits = logits;
        this.from = Arrays.stream(open).mapToLong(histories::of).toArray();
        this.isEachOwn = from.length == histories.count() && isInOrder(from);
    }

    private static boolean isInOrder(long[] from) {
        for (int i = 0; i < from.length; i++) {
            if (from[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** Takes the likeliest token after each history. */
    TokenChoice likeliest() {
        NDArray logDistribution = logits.logSoftmax(1);
        return chosen(
                logDistribution,
                logDistribution.exp(),
                ofEach(logDistribution.argMax(1).expandDims(1)));
    }

    /**
     * Draws by the inverse of the cumulative distribution: the first token whose cumulative probability exceeds the sequence's
     * number. One number per sequence serves any size of vocabulary.
     *
     * @param uniforms in [0, 1), one per sequence
     */
    TokenChoice drawn(float[] uniforms, double temperature) {
        NDArray tempered = temperature == 1 ? logits : TensorOps.scale(logits, 1 / temperature);
        NDArray logDistribution = tempered.logSoftmax(1);
        NDArray distribution = logDistribution.exp();
        NDArray thresholds = logits.getManager().create(uniforms, new Shape(uniforms.length, 1));
        NDArray passed = ofEach(distribution.cumSum(1)).lte(thresholds).toType(DataType.INT64, false);
        return chosen(logDistribution, distribution, passed.sum(new int[] {1}, true));
    }

    /** @param tokens (sequences, 1) */
    private TokenChoice chosen(NDArray logDistribution, NDArray distribution, NDArray tokens) {
        NDArray logProbs = ofEach(logDistribution).gather(tokens, 1);
        NDArray entropies =
                distribution.mul(logDistribution).sum(new int[] {1}, true).neg();
        return new TokenChoice(
                tokens.toLongArray(), logProbs.toFloatArray(), ofEach(entropies).toFloatArray());
    }

    /** From (histories, n) to (sequences, n). */
    private NDArray ofEach(NDArray values) {
        return isEachOwn ? values : TensorOps.embedding(logits.getManager().create(from), values);
    }
}
