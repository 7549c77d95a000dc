package dev.millrace.models.qwen.checkpoint;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.config.TextConfig;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.ArrayList;
import java.util.List;

/** The parameters that an architecture has, with their shapes. Pure. */
public final class ParameterLayout {

    private static final double INITIAL_STD = 0.02;

    private final List<ParameterSpec> specs = new ArrayList<>();

    private ParameterLayout() {}

    /**
     * All parameters: the tower's, the language model's, and the output layer where it is not the embedding.
     *
     * @param tied whether the output layer is the embedding
     */
    public static List<ParameterSpec> of(QwenConfig config, boolean tied) {
        ParameterLayout layout = new ParameterLayout();
        if (config.generation() == QwenGeneration.QWEN2_5_VL) {
            layout.windowedTower(config.vision());
        } else {
            layout.fullTower(config.vision());
        }
        layout.language(config.generation(), config.text());
        if (!tied) {
            layout.add(
                    TensorNames.HEAD, config.text().vocabulary(), config.text().hidden());
        }
        return List.copyOf(layout.specs);
    }

    /** The weights of the linear layers beside which adapters may stand: those of the tower, then those of the language model. */
    public static List<ParameterSpec> linearLayers(QwenConfig config) {
        return of(config, true).stream()
                .filter(spec -> spec.name().endsWith(".weight") && spec.shape().rank() == 2 && !isTable(spec.name()))
                .toList();
    }

    private static boolean isTable(String name) {
        return name.equals(TensorNames.EMBEDDING) || name.endsWith("pos_embed.weight");
    }

    /** Gains begin with 1, biases with 0, matrices with noise; only matrices decay, and no embeddings. */
    private void add(String name, long... shape) {
        boolean isVector = shape.length == 1;
        boolean isGain = isVector && name.endsWith(".weight");
        specs.add(new ParameterSpec(
                name, TensorShape.of(shape), isGain ? 1 : 0, isVector ? 0 : INITIAL_STD, !isVector && !isTable(name)));
    }

    private void linear(String name, long out, long in) {
        add(name + ".weight", out, in);
        add(name + ".bias", out);
    }

    private void norm(String name, long size) {
        add(name + ".weight", size);
        add(name + ".bias", size);
    }

    private void patches(VisionConfig vision) {
        add(
                TensorNames.VISION + "patch_embed.proj.weight",
                vision.hidden(),
                vision.channels(),
                vision.temporalPatchSize(),
                vision.patchSize(),
                vision.patchSize());
    }

    private void windowedTower(VisionConfig vision) {
        int hidden = vision.hidden();
        patches(vision);
        for (int i = 0; i < vision.depth(); i++) {
            String block = TensorNames.block(i);
            add(block + "norm1.weight", hidden);
            add(block + "norm2.weight", hidden);
            linear(block + "attn.qkv", 3L * hidden, hidden);
            linear(block + "attn.proj", hidden, hidden);
            linear(block + "mlp.gate_proj", vision.intermediate(), hidden);
            linear(block + "mlp.up_proj", vision.intermediate(), hidden);
            linear(block + "mlp.down_proj", hidden, vision.intermediate());
        }
        String merger = TensorNames.VISION + "merger.";
        long joined = (long) vision.patchesPerCell() * hidden;
        add(merger + "ln_q.weight", hidden);
        linear(merger + "mlp.0", joined, joined);
        linear(merger + "mlp.2", vision.outHidden(), joined);
    }

    private void fullTower(VisionConfig vision) {
        int hidden = vision.hidden();
        patches(vision);
        add(TensorNames.VISION + "patch_embed.proj.bias", hidden);
        add(TensorNames.VISION + "pos_embed.weight", (long) vision.positions() * vision.positions(), hidden);
        for (int i = 0; i < vision.depth(); i++) {
            String block = TensorNames.block(i);
            norm(block + "norm1", hidden);
            norm(block + "norm2", hidden);
            linear(block + "attn.qkv", 3L * hidden, hidden);
            linear(block + "attn.proj", hidden, hidden);
            linear(block + "mlp.linear_fc1", vision.intermediate(), hidden);
            linear(block + "mlp.linear_fc2", hidden, vision.intermediate());
        }
        long joined = (long) vision.patchesPerCell() * hidden;
        merger(TensorNames.VISION + "merger.", hidden, joined, vision.outHidden());
        for (int i = 0; i < vision.deepstackBlocks().size(); i++) {
            merger(TensorNames.VISION + "deepstack_merger_list." + i + ".", joined, joined, vision.outHidden());
        }
    }

    private void merger(String name, long normed, long joined, long out) {
        norm(name + "norm", normed);
        linear(name + "linear_fc1", joined, joined);
        linear(name + "linear_fc2", out, joined);
    }

    private void language(QwenGeneration generation, TextConfig text) {
        add(TensorNames.EMBEDDING, text.vocabulary(), text.hidden());
        long queries = (long) text.heads() * text.headSize();
        long keys = (long) text.keyValueHeads() * text.headSize();
        for (int i = 0; i < text.layers(); i++) {
            String layer = TensorNames.layer(i);
            add(layer + "input_layernorm.weight", text.hidden());
            if (generation == QwenGeneration.QWEN2_5_VL) {
                linear(layer + "self_attn.q_proj", queries, text.hidden());
                linear(layer + "self_attn.k_proj", keys, text.hidden());
                linear(layer + "self_attn.v_proj", keys, text.hidden());
            } else {
                add(layer + "self_attn.q_proj.weight", queries, text.hidden());
                add(layer + "self_attn.k_proj.weight", keys, text.hidden());
                add(layer + "self_attn.v_proj.weight", keys, text.hidden());
                add(layer + "self_attn.q_norm.weight", text.headSize());
                add(layer + "self_attn.k_norm.weight", text.headSize());
            }
            add(layer + "self_attn.o_proj.weight", text.hidden(), queries);
            add(layer + "post_attention_layernorm.weight", text.hidden());
            add(layer + "mlp.gate_proj.weight", text.intermediate(), text.hidden());
            add(layer + "mlp.up_proj.weight", text.intermediate(), text.hidden());
            add(layer + "mlp.down_proj.weight", text.hidden(), text.intermediate());
        }
        add(TensorNames.FINAL_NORM, text.hidden());
    }
}
