package dev.millrace.scenes.qwen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sizes of the small Qwen2.5-VL, and the files of its folder that hold no weights, in the form in which Qwen2.5-VL is
 * published.
 *
 * @param hidden size of a token's vector in the language model
 * @param intermediate inner size of its feed-forward
 * @param layers its layers
 * @param heads its heads of queries
 * @param keyValueHeads its heads of keys and values
 * @param depth blocks of the vision tower, the last of which sees the whole image
 * @param visionHidden size of a patch's vector
 * @param visionIntermediate inner size of the tower's feed-forward
 * @param visionHeads its heads
 */
public record SmallQwen(
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int keyValueHeads,
        int depth,
        int visionHidden,
        int visionIntermediate,
        int visionHeads) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PATCH = 14;
    private static final int MERGE = 2;
    private static final int POSITIONS = 1024;
    private static final int ROUNDED = 64;

    /** Areas of 4 and 16 merged tokens: drawn scenes of 32 pixels become as small as digits can still be told apart. */
    private static final int MIN_PIXELS = 4 * 28 * 28;

    private static final int MAX_PIXELS = 16 * 28 * 28;

    /** What ships with Millrace. */
    public static SmallQwen shipped() {
        return new SmallQwen(128, 384, 4, 4, 2, 3, 64, 192, 2);
    }

    /** The files by name, for a tokenizer. */
    public Map<String, byte[]> files(TokenizerFile tokenizer) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("config.json", bytes(config(tokenizer)));
        files.put("generation_config.json", bytes(generation(tokenizer)));
        files.put("preprocessor_config.json", bytes(preprocessing()));
        files.put("tokenizer.json", bytes(tokenizer.toJson()));
        files.put("tokenizer_config.json", bytes(tokenizerConfig()));
        return files;
    }

    /** Rows of the embedding: as in the published models, a few more than there are ids. */
    private static int vocabulary(TokenizerFile tokenizer) {
        return (tokenizer.size() + ROUNDED - 1) / ROUNDED * ROUNDED;
    }

    private ObjectNode config(TokenizerFile tokenizer) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add("Qwen2_5_VLForConditionalGeneration");
        root.put("model_type", "qwen2_5_vl").put("torch_dtype", "bfloat16");
        root.put("attention_dropout", 0.0).put("hidden_act", "silu").put("initializer_range", 0.02);
        root.put("hidden_size", hidden).put("intermediate_size", intermediate).put("num_hidden_layers", layers);
        root.put("num_attention_heads", heads).put("num_key_value_heads", keyValueHeads);
        root.put("vocab_size", vocabulary(tokenizer)).put("tie_word_embeddings", true);
        root.put("max_position_embeddings", POSITIONS).put("rms_norm_eps", 1e-6).put("rope_theta", 1e6);
        root.put("use_cache", true).put("use_sliding_window", false).put("sliding_window", POSITIONS);
        root.put("max_window_layers", layers);
        int frequencies = hidden / heads / 2;
        // As in the published models, a quarter of the frequencies goes by time, and the rest half by rows, half by
        // columns.
        ObjectNode rope = root.putObject("rope_scaling").put("type", "mrope");
        rope.putArray("mrope_section")
                .add(frequencies / 4)
                .add((frequencies - frequencies / 4) / 2)
                .add(frequencies - frequencies / 4 - (frequencies - frequencies / 4) / 2);
        root.put("bos_token_id", tokenizer.id("<|endoftext|>")).put("eos_token_id", tokenizer.id("<|im_end|>"));
        root.put("vision_start_token_id", tokenizer.id("<|vision_start|>"));
        root.put("vision_end_token_id", tokenizer.id("<|vision_end|>"));
        root.put("vision_token_id", tokenizer.id("<|vision_pad|>"));
        root.put("image_token_id", tokenizer.id("<|image_pad|>"));
        root.put("video_token_id", tokenizer.id("<|video_pad|>"));
        tower(root.putObject("vision_config"));
        return root;
    }

    private void tower(ObjectNode vision) {
        vision.put("depth", depth).put("hidden_act", "silu").put("hidden_size", visionHidden);
        vision.put("intermediate_size", visionIntermediate).put("num_heads", visionHeads);
        vision.put("in_chans", 3).put("out_hidden_size", hidden).put("patch_size", PATCH);
        vision.put("spatial_merge_size", MERGE).put("spatial_patch_size", PATCH).put("temporal_patch_size", 2);
        // A window is two merged tokens wide, so that small images too can have several.
        vision.put("window_size", 2 * PATCH * MERGE).put("tokens_per_second", 2);
        vision.putArray("fullatt_block_indexes").add(depth - 1);
    }

    private static ObjectNode generation(TokenizerFile tokenizer) {
        ObjectNode root = JSON.createObjectNode();
        root.put("bos_token_id", tokenizer.id("<|endoftext|>")).put("pad_token_id", tokenizer.id("<|endoftext|>"));
        root.putArray("eos_token_id").add(tokenizer.id("<|im_end|>")).add(tokenizer.id("<|endoftext|>"));
        return root.put("do_sample", false);
    }

    private static ObjectNode preprocessing() {
        ObjectNode root = JSON.createObjectNode();
        root.put("min_pixels", MIN_PIXELS).put("max_pixels", MAX_PIXELS);
        root.put("patch_size", PATCH).put("temporal_patch_size", 2).put("merge_size", MERGE);
        root.putArray("image_mean").add(0.48145466).add(0.4578275).add(0.40821073);
        root.putArray("image_std").add(0.26862954).add(0.26130258).add(0.27577711);
        root.put("image_processor_type", "Qwen2VLImageProcessor").put("processor_class", "Qwen2_5_VLProcessor");
        return root;
    }

    private static ObjectNode tokenizerConfig() {
        ObjectNode root = JSON.createObjectNode();
        root.put("tokenizer_class", "Qwen2Tokenizer")
                .put("add_prefix_space", false)
                .put("add_bos_token", false);
        root.put("eos_token", "<|im_end|>")
                .put("pad_token", "<|endoftext|>")
                .putNull("bos_token")
                .putNull("unk_token");
        root.put("model_max_length", POSITIONS).put("errors", "replace").put("split_special_tokens", false);
        return root.put("clean_up_tokenization_spaces", false);
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings are always valid JSON", e);
        }
    }
}
