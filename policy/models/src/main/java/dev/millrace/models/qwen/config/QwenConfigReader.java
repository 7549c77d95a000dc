package dev.millrace.models.qwen.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.util.List;

/**
 * Reads {@code config.json} in the four shapes in which it is found: Qwen2.5-VL flat, as it is published, and nested, as
 * newer versions of transformers write it; rotary positions as {@code rope_scaling} with {@code rope_theta}, and as {@code
 * rope_parameters}. What this code does not compute (another rope, a quantisation, a sliding window) is refused.
 */
public final class QwenConfigReader {

    private static final String FILE = "config.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private QwenConfigReader() {}

    /** @throws CheckpointException naming the key that is missing, malformed or not supported */
    public static QwenConfig read(ModelSource checkpoint) {
        String where = checkpoint.describe(FILE);
        ConfigNode root = new ConfigNode(where, "", tree(checkpoint.read(FILE), where));
        QwenGeneration generation = QwenGeneration.of(root.text("model_type", ""))
                .orElseThrow(() -> root.wrong(
                        "model_type",
                        "is " + root.node().path("model_type") + "; supported are qwen2_5_vl and qwen3_vl (dense)"));
        if (root.has("quantization_config")) {
            throw root.wrong("quantization_config", "is set; take the checkpoint that is not quantised");
        }
        ConfigNode text = root.has("text_config") ? root.child("text_config") : root;
        try {
            return new QwenConfig(
                    generation,
                    text(generation, text),
                    vision(generation, root.child("vision_config")),
                    tied(root, text),
                    root.id("image_token_id"),
                    root.id("video_token_id"),
                    root.id("vision_start_token_id"),
                    root.id("vision_end_token_id"));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }

    private static JsonNode tree(byte[] json, String where) {
        try {
            JsonNode root = JSON.readTree(json);
            if (!root.isObject()) {
                throw new CheckpointException(where, "is no JSON object");
            }
            return root;
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        }
    }

    /** The outer flag decides; where only the inner one stands, that does. */
    private static boolean tied(ConfigNode root, ConfigNode text) {
        return root.flag("tie_word_embeddings", text.flag("tie_word_embeddings", false));
    }

    private static TextConfig text(QwenGeneration generation, ConfigNode text) {
        text.require("hidden_act", "silu");
        if (text.flag("use_sliding_window", false)) {
            throw text.wrong("use_sliding_window", "is true, but only full attention is supported");
        }
        if (generation == QwenGeneration.QWEN3_VL && text.flag("attention_bias", false)) {
            throw text.wrong("attention_bias", "is true, but only layers without are supported");
        }
        int hidden = text.positive("hidden_size");
        int heads = text.positive("num_attention_heads");
        return new TextConfig(
                hidden,
                text.positive("intermediate_size"),
                text.positive("num_hidden_layers"),
                heads,
                text.positive("num_key_value_heads", heads),
                text.positive("head_dim", hidden / heads),
                text.positive("vocab_size"),
                text.decimal("rms_norm_eps", 1e-6),
                text.positive("max_position_embeddings"),
                rotary(generation, text));
    }

    private static MultimodalRotary rotary(QwenGeneration generation, ConfigNode text) {
        ConfigNode rope = text.child(text.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        String type = rope.text("rope_type", rope.text("type", "default"));
        if (!type.equals("default") && !type.equals("mrope")) {
            throw rope.wrong("rope_type", "is '" + type + "', but only 'default' and 'mrope' are supported");
        }
        List<Integer> sections = rope.numbers("mrope_section");
        if (sections.size() != 3) {
            throw rope.wrong("mrope_section", "must hold three numbers, not " + sections);
        }
        boolean interleaved = generation == QwenGeneration.QWEN3_VL;
        if (rope.has("mrope_interleaved") && rope.flag("mrope_interleaved", interleaved) != interleaved) {
            throw rope.wrong(
                    "mrope_interleaved", "is " + !interleaved + ", which " + generation.modelType() + " is not");
        }
        double theta = rope.decimal("rope_theta", text.decimal("rope_theta", 0));
        if (theta == 0) {
            throw text.wrong("rope_theta", "is missing");
        }
        return new MultimodalRotary(theta, sections.get(0), sections.get(1), sections.get(2), interleaved);
    }

    private static VisionConfig vision(QwenGeneration generation, ConfigNode vision) {
        boolean windowed = generation == QwenGeneration.QWEN2_5_VL;
        vision.require("hidden_act", windowed ? "silu" : "gelu_pytorch_tanh");
        int patch = vision.positive("patch_size", generation.patchSize());
        int merge = vision.positive("spatial_merge_size", 2);
        return new VisionConfig(
                vision.positive("depth"),
                vision.positive("hidden_size"),
                vision.positive("intermediate_size"),
                vision.positive("num_heads"),
                vision.positive("out_hidden_size"),
                patch,
                merge,
                vision.positive("temporal_patch_size", 2),
                vision.positive("in_channels", vision.positive("in_chans", 3)),
                windowed ? vision.positive("window_size") / patch / merge : 0,
                windowed ? vision.required("fullatt_block_indexes") : List.of(),
                windowed ? 0 : edge(vision, vision.positive("num_position_embeddings")),
                windowed ? List.of() : vision.numbers("deepstack_visual_indexes"));
    }

    private static int edge(ConfigNode vision, int positions) {
        int edge = (int) Math.round(Math.sqrt(positions));
        if (edge * edge != positions) {
            throw vision.wrong("num_position_embeddings", "is " + positions + ", which is no square");
        }
        return edge;
    }
}
