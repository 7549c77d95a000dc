package dev.millrace.policy.views;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.engine.NoGradScope;
import dev.millrace.policy.engine.TensorOps;
import dev.millrace.policy.model.PromptBatch;
import dev.millrace.policy.model.ResponseBatch;
import dev.millrace.policy.model.Transformer;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.scoring.TeacherForcing;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what the policy predicts for the same responses under several views of their prompts. Results are grids in the
 * layout of the responses, (P·G, T), 0 at padding.
 */
final class ViewComparison {

    /** Token positions whose predictions over the vocabulary are held at a time: bounds memory, whatever the batch. */
    private static final int CHUNK_VALUES = 1 << 22;

    private final ResponseBatch responses;
    private final double temperature;
    private final long[] cells;

    ViewComparison(ResponseBatch responses, double temperature) {
        this.responses = responses;
        this.temperature = temperature;
        this.cells = cells(responses);
    }

    /** Where the real tokens stand in the grid. */
    private static long[] cells(ResponseBatch responses) {
        float[] mask = responses.mask();
        long[] cells = new long[responses.tokens()];
        int next = 0;
        for (int cell = 0; cell < mask.length; cell++) {
            if (mask[cell] != 0) {
                cells[next++] = cell;
            }
        }
        return cells;
    }

    /** Exact divergences from {@code view} to each of {@code others}. */
    List<float[]> exact(WeightsLease weights, PromptBatch view, List<PromptBatch> others) {
        try (NoGradScope scope = NoGradScope.open()) {
            Transformer policy = weights.transformer();
            NDManager manager = scope.manager();
            NDArray reference = hidden(policy, manager, view);
            List<float[]> divergences = new ArrayList<>();
            for (PromptBatch other : others) {
                NDArray compared = hidden(policy, manager, other);
                divergences.add(grid(policy.config().vocabulary(), (begin, end) -> Divergence.fullVocabulary(
                                logDistribution(policy, reference, begin, end),
                                logDistribution(policy, compared, begin, end))
                        .toFloatArray()));
            }
            return divergences;
        }
    }

    /** Estimated divergences to each of {@code others} from log-probabilities in the layout of the responses. */
    List<float[]> sampled(WeightsLease weights, float[] logProbs, List<PromptBatch> others) {
        try (NoGradScope scope = NoGradScope.open()) {
            Transformer policy = weights.transformer();
            NDManager manager = scope.manager();
            long[] targets = responses.targets();
            List<float[]> divergences = new ArrayList<>();
            for (PromptBatch other : others) {
                NDArray compared = hidden(policy, manager, other);
                divergences.add(grid(policy.config().vocabulary(), (begin, end) -> {
                    NDArray sampled = manager.create(gathered(targets, begin, end), new Shape(end - begin, 1));
                    float[] values = logDistribution(policy, compared, begin, end)
                            .gather(sampled, 1)
                            .toFloatArray();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) Divergence.k3(logProbs[(int) cells[begin + i]], values[i]);
                    }
                    return values;
                }));
            }
            return divergences;
        }
    }

    /** Hidden states of the real tokens, (N, width). */
    private NDArray hidden(Transformer policy, NDManager manager, PromptBatch prompts) {
        NDArray hidden = TeacherForcing.hidden(policy, manager, prompts, responses);
        NDArray flat = hidden.reshape(
                (long) responses.rows() * responses.columns(), policy.config().width());
        return TensorOps.embedding(manager.create(cells, new Shape(cells.length)), flat);
    }

    private NDArray logDistribution(Transformer policy, NDArray hidden, int begin, int end) {
        NDArray logits = policy.logits(TensorOps.slice(hidden, 0, begin, end));
        return (temperature == 1 ? logits : TensorOps.scale(logits, 1 / temperature)).logSoftmax(1);
    }

    private long[] gathered(long[] grid, int begin, int end) {
        long[] values = new long[end - begin];
        for (int i = 0; i < values.length; i++) {
            values[i] = grid[(int) cells[begin + i]];
        }
        return values;
    }

    private float[] grid(int vocabulary, Chunk chunk) {
        int step = Math.max(1, CHUNK_VALUES / vocabulary);
        float[] grid = new float[responses.rows() * responses.columns()];
        for (int begin = 0; begin < cells.length; begin += step) {
            try (NDScope arrays = new NDScope()) {
                arrays.suppressNotUsedWarning();
                float[] values = chunk.values(begin, Math.min(cells.length, begin + step));
                for (int i = 0; i < values.length; i++) {
                    // A divergence that rounding left below 0 is 0.
                    grid[(int) cells[begin + i]] = Math.max(0, values[i]);
                }
            }
        }
        return grid;
    }

    /** The divergences of some of the real tokens. */
    private interface Chunk {
        float[] values(int begin, int end);
    }
}
