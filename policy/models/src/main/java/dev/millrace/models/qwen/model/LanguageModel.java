package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.TextConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The layers of the language model, one call each. */
final class LanguageModel {

    /** The linear layers of a layer, in the order in which the script takes the adapters beside them. */
    private static final List<String> LINEAR = List.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");

    private final TextConfig config;
    private final QwenNetwork network;
    private final Parameters parameters;
    private final Script script;

    LanguageModel(QwenNetwork network) {
        this.config = network.config().text();
        this.network = network;
        this.parameters = network.parameters();
        this.script = Kernels.get();
    }

    int layers() {
        return config.layers();
    }

    /** Vectors of token ids of any shape, (…, hidden). */
    NDArray embedded(NDArray ids) {
        return TensorOps.embedding(ids, parameters.get(TensorNames.EMBEDDING));
    }

    /**
     * Prompts with their answers through one layer.
     *
     * @param x (1, tokens, hidden)
     * @param runs who sees whom: {@link SharedPrompts#runs}
     */
    NDArray layer(NDManager manager, int layer, NDArray x, Rotation rotation, long[] runs) {
        Object[] arguments = arguments(layer, x, rotation);
        Object[] withRuns = Arrays.copyOf(arguments, arguments.length + 1);
        withRuns[arguments.length] = runs;
        return script.call(manager, "layer", withRuns);
    }

    /**
     * Sequences through one layer, each seeing what lies before it: output, keys, values, the latter (sequences, heads of keys,
     * tokens, head size).
     *
     * @param x (sequences, tokens, hidden); shorter sequences are filled up at their end, which nothing before it sees
     */
    NDList layerWithCache(NDManager manager, int layer, NDArray x, Rotation rotation) {
        return script.calls(manager, "layer_kv", arguments(layer, x, rotation));
    }

    private Object[] arguments(int layer, NDArray x, Rotation rotation) {
        return new Object[] {
            x,
            rotation.cos(),
            rotation.sin(),
            weights(layer),
            adapter(layer),
            network.adapter().scale(),
            config.heads(),
            config.keyValueHeads(),
            config.epsilon()
        };
    }

    /** The parameters of all layers, one layer behind the other, for passes of single tokens. */
    List<NDArray> allWeights() {
        return IntStream.range(0, config.layers())
                .mapToObj(this::weights)
                .flatMap(List::stream)
                .toList();
    }

    /** The adapters beside the linear layers of all layers, one layer behind the other. */
    List<NDArray> allAdapters() {
        return IntStream.range(0, config.layers())
                .mapToObj(this::adapter)
                .flatMap(List::stream)
                .toList();
    }

    /** What the output layer reads. */
    NDArray normed(NDManager manager, NDArray x) {
        return script.call(manager, "rms", x, parameters.get(TensorNames.FINAL_NORM), config.epsilon());
    }

    /** Logits in float32, (…, vocabulary), of normed vectors. */
    NDArray logits(NDManager manager, NDArray normed) {
        return script.call(manager, "logits", normed, network.head());
    }

    /** The parameters of a layer in the order in which the script takes them. */
    private List<NDArray> weights(int layer) {
        String name = TensorNames.layer(layer);
        return List.of(
                parameters.get(name + "input_layernorm.weight"),
                parameters.get(name + "self_attn.q_proj.weight"),
                parameters.optional(name + "self_attn.q_proj.bias"),
                parameters.get(name + "self_attn.k_proj.weight"),
                parameters.optional(name + "self_attn.k_proj.bias"),
                parameters.get(name + "self_attn.v_proj.weight"),
                parameters.optional(name + "self_attn.v_proj.bias"),
                parameters.optional(name + "self_attn.q_norm.weight"),
                parameters.optional(name + "self_attn.k_norm.weight"),
                parameters.get(name + "self_attn.o_proj.weight"),
                parameters.get(name + "post_attention_layernorm.weight"),
                parameters.get(name + "mlp.gate_proj.weight"),
                parameters.get(name + "mlp.up_proj.weight"),
                parameters.get(name + "mlp.down_proj.weight"),
                network.empty());
    }

    private List<NDArray> adapter(int layer) {
        return network.adapter().of(TensorNames.layer(layer), LINEAR, network.empty());
    }
}
