package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.TextConfig;
import dev.millrace.policy.rollout.TokenFilters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Several answers to one prompt, token by token: one call of the engine for each token of all of them, from the last one's id to
 * the next one's choice. Keys and values lie in caches of full length from the beginning, the prompt's copied to each answer. For
 * one thread; to be used within a scope without gradients, and closed.
 */
public final class GroupDecoding implements AutoCloseable {

    private final QwenNetwork network;
    private final Script script;
    private final NDManager kept;
    private final NDArray frequencies;
    private final NDArray last;
    private final Script.HeldList weights;
    private final Script.HeldList adapters;
    private final Script.HeldList caches;
    private final int group;
    private final int delta;
    private int length;

    /**
     * Runs the prompt.
     *
     * @param group answers
     * @param maxTokens most tokens of an answer
     */
    public GroupDecoding(NDManager manager, QwenNetwork network, TokenRow prompt, int group, int maxTokens) {
        this.network = network;
        this.script = Kernels.get();
        this.kept = manager.newSubManager();
        this.group = group;
        this.length = prompt.length();
        this.delta = prompt.positions().delta();
        float[] inverse = network.config().text().rotary().inverseFrequencies();
        this.frequencies = keep(kept.create(inverse, new Shape(1, 1, inverse.length)));
        List<NDArray> filled = new ArrayList<>();
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            List<NDArray> prefixes = new ArrayList<>();
            NDArray hidden = new ForwardPass(network).hidden(piece, prompt, prefixes);
            for (NDArray prefix : prefixes) {
                long[] shape = prefix.getShape().getShape().clone();
                shape[0] = group;
                shape[2] = (long) length + maxTokens;
                NDArray cache = keep(TensorKernels.zeros(kept, new Shape(shape), TensorKernels.type(prefix)));
                var unused = script.call(piece, "fill", cache, prefix);
                filled.add(cache);
            }
            this.last = keep(TensorOps.slice(hidden, 1, length - 1, length)
                    .reshape(1, hidden.getShape().get(2))
                    .repeat(0, group));
        }
        LanguageModel language = new LanguageModel(network);
        this.weights = Script.list(language.allWeights());
        this.adapters = Script.list(language.allAdapters());
        this.caches = Script.list(filled);
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
     * How tokens are chosen.
     *
     * @param uniforms in [0, 1), one for each answer; none to take the likeliest tokens
     * @param temperature 0 counts as 1
     * @param filters which tokens may be drawn; of its bad words only those in {@code banned} count here
     * @param banned places of tokens that may not be drawn, each its answer times the vocabulary plus its id
     */
    public record Draw(float[] uniforms, double temperature, TokenFilters filters, long[] banned) {}

    /** Chooses the first tokens. */
    public Choice first(NDManager manager, Draw draw) {
        return call(manager, "first", draw, Stream.of(last));
    }

    /**
     * Takes tokens as the next of each answer, and chooses those behind them.
     *
     * @param ids one for each answer
     */
    public Choice next(NDManager manager, long[] ids, Draw draw) {
        TextConfig text = network.config().text();
        Choice choice = call(
                manager,
                "next",
                draw,
                Stream.of(
                        manager.create(ids, new Shape(group, 1)),
                        length + delta,
                        frequencies,
                        network.parameters().get(TensorNames.EMBEDDING),
                        network.parameters().get(TensorNames.FINAL_NORM),
                        weights,
                        adapters,
                        network.adapter().scale(),
                        text.heads(),
                        text.keyValueHeads(),
                        text.epsilon(),
                        caches,
                        length));
        length++;
        return choice;
    }

    private Choice call(NDManager manager, String function, Draw draw, Stream<Object> before) {
        float[] uniforms = draw.uniforms();
        NDArray draws = uniforms.length == 0
                ? manager.create(new Shape(0))
                : manager.create(uniforms, new Shape(uniforms.length, 1));
        double inverse = draw.temperature() == 0 ? 1.0 : 1 / draw.temperature();
        Stream<Object> choosing = Stream.of(network.head(), network.barred(), inverse, draws);
        TokenFilters filters = draw.filters();
        if (filters.isOff()) {
            Object[] arguments = Stream.concat(before, choosing).toArray();
            return choice(script.call(manager, function, arguments));
        }
        Stream<Object> filtering = Stream.of(
                manager.create(draw.banned()),
                filters.minP(),
                Math.min(filters.topK(), network.config().text().vocabulary()),
                filters.topP());
        Object[] arguments =
                Stream.of(before, choosing, filtering).flatMap(each -> each).toArray();
        return choice(script.call(manager, function + "_kept", arguments));
    }

    /** Ids, log-probabilities and entropies come as one array: a float32 holds every id of a vocabulary exactly. */
    private Choice choice(NDArray packed) {
        float[] all = packed.toFloatArray();
        long[] ids = new long[group];
        for (int i = 0; i < group; i++) {
            ids[i] = (long) all[i];
        }
        return new Choice(
                ids, Arrays.copyOfRange(all, group, 2 * group), Arrays.copyOfRange(all, 2 * group, 3 * group));
    }

    @Override
    public void close() {
        try (kept;
                weights;
                adapters;
                caches) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
