package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The output layer over chosen tokens, some at a time, so that never all of the vocabulary times all tokens is held. Derivatives
 * are written out: with z the logits over the temperature and p their softmax,
 *
 * <pre>
 * d log p_i / dz = onehot_i − p      dH / dz = −p (log p + H)
 * dKL / dz_p = p (log p/q − KL)      dKL / dz_q = q − p
 * </pre>
 */
final class OutputHead {

    /** Logits that are held at once: 64 MiB of float32. */
    private static final int LOGITS_AT_ONCE = 16 << 20;

    private final Script script;
    private final NDArray table;
    private final NDArray barred;
    private final List<NDArray> gradient;
    private final double inverse;
    private final boolean recompute;
    private final int rowsAtOnce;

    /**
     * @param table (vocabulary, hidden) in float32
     * @param barred ids that are never predicted, int64; empty for none
     * @param gradient to which the table's is added, of its shape; none where the table is frozen
     * @param recompute whether distributions are computed again for their derivatives, instead of being held
     */
    OutputHead(NDArray table, NDArray barred, List<NDArray> gradient, double temperature, boolean recompute) {
        this.script = Kernels.get();
        this.table = table;
        this.barred = barred;
        this.gradient = List.copyOf(gradient);
        this.inverse = 1 / temperature;
        this.recompute = recompute;
        this.rowsAtOnce = (int) Math.max(1, LOGITS_AT_ONCE / table.getShape().get(0));
    }

    /**
     * What the policy says of tokens.
     *
     * @param logProbs in nat
     * @param entropies in nat
     * @param held the distributions that are not to be computed again, piece by piece
     */
    record Values(float[] logProbs, float[] entropies, List<NDArray> held) {}

    /**
     * @param hidden (tokens, hidden), normed
     * @param ids of the tokens
     */
    Values values(NDManager manager, NDArray hidden, int[] ids) {
        float[] logProbs = new float[ids.length];
        float[] entropies = new float[ids.length];
        List<NDArray> held = new ArrayList<>();
        for (int begin = 0; begin < ids.length; begin += rowsAtOnce) {
            int end = Math.min(ids.length, begin + rowsAtOnce);
            try (NDManager piece = manager.newSubManager()) {
                NDArray distribution = distribution(recompute ? piece : manager, rows(hidden, begin, end));
                NDList values = script.calls(piece, "head_values", distribution, ids(piece, ids, begin, end));
                copy(values.get(0), logProbs, begin);
                copy(values.get(1), entropies, begin);
                if (!recompute) {
                    held.add(distribution);
                }
            }
        }
        return new Values(logProbs, entropies, held);
    }

    /** Log-probabilities of the whole vocabulary, (tokens, vocabulary). */
    private NDArray distribution(NDManager manager, NDArray hidden) {
        return script.call(manager, "distribution", hidden, table, barred, inverse);
    }

    /** KL(p‖q) of each token in nat, over the whole vocabulary: p of {@code hidden}, q of {@code other}. */
    float[] divergences(NDManager manager, NDArray hidden, NDArray other) {
        float[] divergences = new float[(int) hidden.getShape().get(0)];
        for (int begin = 0; begin < divergences.length; begin += rowsAtOnce) {
            int end = Math.min(divergences.length, begin + rowsAtOnce);
            try (NDManager piece = manager.newSubManager()) {
                copy(
                        script.call(
                                piece,
                                "head_divergence",
                                rows(hidden, begin, end),
                                rows(other, begin, end),
                                table,
                                barred,
                                inverse),
                        divergences,
                        begin);
            }
        }
        return divergences;
    }

    /**
     * The derivative by {@code hidden} of a loss with these derivatives; the table's is added to its gradient.
     *
     * @param held of {@link Values}
     * @param byEntropy empty where the loss does not depend on entropies
     */
    NDArray slopes(
            NDManager manager, NDArray hidden, int[] ids, List<NDArray> held, float[] byLogProb, float[] byEntropy) {
        List<NDArray> slopes = new ArrayList<>();
        for (int begin = 0; begin < ids.length; begin += rowsAtOnce) {
            int end = Math.min(ids.length, begin + rowsAtOnce);
            NDArray rows = rows(hidden, begin, end);
            try (NDManager piece = manager.newSubManager()) {
                slopes.add(script.call(
                        manager,
                        "head_slopes",
                        recompute ? distribution(piece, rows) : held.get(begin / rowsAtOnce),
                        rows,
                        table,
                        ids(piece, ids, begin, end),
                        inverse,
                        piece.create(Arrays.copyOfRange(byLogProb, begin, end)),
                        piece.create(byEntropy.length == 0 ? byEntropy : Arrays.copyOfRange(byEntropy, begin, end)),
                        gradient));
            }
        }
        return together(slopes);
    }

    /** The derivatives of a loss by {@code hidden} and by {@code other}, by its derivatives by the divergences. */
    List<NDArray> divergenceSlopes(NDManager manager, NDArray hidden, NDArray other, float[] by) {
        List<NDArray> pieces = new ArrayList<>();
        List<NDArray> others = new ArrayList<>();
        for (int begin = 0; begin < by.length; begin += rowsAtOnce) {
            int end = Math.min(by.length, begin + rowsAtOnce);
            try (NDManager piece = manager.newSubManager()) {
                NDList both = script.calls(
                        manager,
                        "divergence_slopes",
                        rows(hidden, begin, end),
                        rows(other, begin, end),
                        table,
                        barred,
                        inverse,
                        piece.create(Arrays.copyOfRange(by, begin, end)),
                        gradient);
                pieces.add(both.get(0));
                others.add(both.get(1));
            }
        }
        return List.of(together(pieces), together(others));
    }

    private static NDArray rows(NDArray hidden, int begin, int end) {
        return TensorOps.slice(hidden, 0, begin, end);
    }

    private static NDArray ids(NDManager manager, int[] ids, int begin, int end) {
        return manager.create(Arrays.copyOfRange(ids, begin, end)).toType(DataType.INT64, false);
    }

    private static NDArray together(List<NDArray> pieces) {
        return pieces.size() == 1
                ? pieces.get(0)
                : pieces.get(0).getNDArrayInternal().concat(new NDList(pieces.subList(1, pieces.size())), 0);
    }

    private static void copy(NDArray values, float[] into, int begin) {
        float[] some = values.toFloatArray();
        System.arraycopy(some, 0, into, begin, some.length);
    }
}
