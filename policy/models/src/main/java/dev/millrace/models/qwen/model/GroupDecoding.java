package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.policy.rollout.TokenFilters;
import java.util.ArrayList;
import java.util.List;

/**
 * Several answers to one prompt, token by token: one call of the engine for all layers, one for the choice. Keys and values lie in
 * caches of full length from the beginning, the prompt's copied to each answer. For one thread; to be used within a scope
 * without gradients, and closed.
 */
public final class GroupDecoding implements AutoCloseable {

    private final QwenNetwork network;
    private final ForwardPass forward;
    private final Script script;
    private final NDManager kept;
    private final List<NDArray> caches = new ArrayList<>();
    private final int group;
    private final int delta;
    private int length;
    private NDArray last;

    /**
     * Runs the prompt.
     *
     * @param group answers
     * @param maxTokens most tokens of an answer
     */
    public GroupDecoding(NDManager manager, QwenNetwork network, TokenRow prompt, int group, int maxTokens) {
        this.network = network;
        this.forward = new ForwardPass(network);
        this.script = Kernels.get();
        this.kept = manager.newSubManager();
        this.group = group;
        this.length = prompt.length();
        this.delta = prompt.positions().delta();
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            List<NDArray> prefixes = new ArrayList<>();
            NDArray hidden = forward.hidden(piece, prompt, prefixes);
            for (NDArray prefix : prefixes) {
                long[] shape = prefix.getShape().getShape().clone();
                shape[0] = group;
                shape[2] = (long) length + maxTokens;
                NDArray cache = keep(TensorKernels.zeros(kept, new Shape(shape), TensorKernels.type(prefix)));
                var unused = script.call(piece, "fill", cache, prefix);
                caches.add(cache);
            }
            this.last = keep(TensorOps.slice(hidden, 1, length - 1, length)
                    .reshape(1, hidden.getShape().get(2))
                    .repeat(0, group));
        }
    }

    private NDArray keep(NDArray array) {
        TensorOps.keep(array).attach(kept);
        return array;
    }

    /**
     * The next token of each answer.
     *
     * @param logProbs under the whole vocabulary at the temperature, whatever was filtered
     * @param entropies of that distribution, in nat
     */
    public record Choice(long[] ids, float[] logProbs, float[] entropies) {}

    /**
     * Chooses the next tokens.
     *
     * @param uniforms in [0, 1), one for each answer; none to take the likeliest tokens
     * @param temperature 0 counts as 1
     * @param filters which tokens may be drawn; of its bad words only those in {@code banned} count here
     * @param banned places of tokens that may not be drawn, each its answer times the vocabulary plus its id
     */
    public Choice choose(NDManager manager, float[] uniforms, double temperature, TokenFilters filters, long[] banned) {
        NDArray draws = uniforms.length == 0
                ? manager.create(new Shape(0))
                : manager.create(uniforms, new Shape(uniforms.length, 1));
        double inverse = temperature == 0 ? 1.0 : 1 / temperature;
        NDList chosen = filters.isOff()
                ? script.calls(manager, "choose", last, network.head(), network.barred(), inverse, draws)
                : script.calls(
                        manager,
                        "choose_kept",
                        last,
                        network.head(),
                        network.barred(),
                        inverse,
                        draws,
                        manager.create(banned),
                        filters.minP(),
                        Math.min(filters.topK(), network.config().text().vocabulary()),
                        filters.topP());
        return new Choice(
                chosen.get(0).toLongArray(),
                chosen.get(1).toFloatArray(),
                chosen.get(2).toFloatArray());
    }

    /** Takes these tokens as the next of each answer. */
    public void advance(NDManager manager, long[] ids) {
        NDArray next = forward.next(manager, manager.create(ids, new Shape(group, 1)), length + delta, caches, length);
        last.close();
        last = keep(next.reshape(group, next.getShape().get(2)));
        length++;
    }

    @Override
    public void close() {
        kept.close();
    }
}
