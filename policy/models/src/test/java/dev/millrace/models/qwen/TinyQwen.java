package dev.millrace.models.qwen;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.text.ChatForm;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Folders with tiny models of random weights and a tokenizer of single bytes, as Hugging Face has them. */
public final class TinyQwen {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BYTES = 256;
    private static final List<String> SPECIAL = List.of(
            "<|endoftext|>",
            ChatForm.BEGIN,
            ChatForm.END,
            ChatForm.VISION_BEGIN,
            ChatForm.VISION_END,
            ChatForm.IMAGE,
            "<|video_pad|>");

    private static final String WINDOWED =
            """
            {"model_type": "qwen2_5_vl", "tie_word_embeddings": false,
             "hidden_size": 32, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "vocab_size": 272, "rms_norm_eps": 1e-6, "max_position_embeddings": 512,
             "rope_theta": 1000000.0, "rope_scaling": {"type": "mrope", "mrope_section": [1, 1, 2]},
             "image_token_id": 261, "video_token_id": 262, "vision_start_token_id": 259, "vision_end_token_id": 260,
             "vision_config": {"depth": 2, "hidden_size": 16, "intermediate_size": 20, "num_heads": 2,
              "out_hidden_size": 32, "patch_size": 14, "window_size": 112, "fullatt_block_indexes": [1]}}
            """;

    private static final String DEEPSTACK =
            """
            {"model_type": "qwen3_vl", "tie_word_embeddings": true,
             "image_token_id": 261, "video_token_id": 262, "vision_start_token_id": 259, "vision_end_token_id": 260,
             "text_config": {"hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4,
              "num_key_value_heads": 2, "head_dim": 8, "vocab_size": 272, "rms_norm_eps": 1e-6,
              "max_position_embeddings": 512, "rope_theta": 5000000.0,
              "rope_scaling": {"rope_type": "default", "mrope_section": [2, 1, 1], "mrope_interleaved": true}},
             "vision_config": {"depth": 2, "hidden_size": 16, "intermediate_size": 20, "num_heads": 2,
              "out_hidden_size": 24, "patch_size": 16, "num_position_embeddings": 16,
              "deepstack_visual_indexes": [0]}}
            """;

    private TinyQwen() {}

    /** A Qwen2.5-VL in a folder: flat configuration, output layer of its own. */
    public static ModelSource windowed(Path folder) {
        return write(folder, WINDOWED, 14);
    }

    /** A Qwen3-VL in a folder: nested configuration, output layer tied. */
    public static ModelSource deepstack(Path folder) {
        return write(folder, DEEPSTACK, 16);
    }

    /** The same families with more layers, and more blocks of the tower. */
    public static ModelSource deep(Path folder, QwenGeneration generation, int layers, int blocks) {
        boolean windowed = generation == QwenGeneration.QWEN2_5_VL;
        String config = (windowed ? WINDOWED : DEEPSTACK)
                .replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": " + layers)
                .replace("\"depth\": 2", "\"depth\": " + blocks);
        return write(folder, config, windowed ? 14 : 16);
    }

    /** A Qwen2.5-VL whose layers of the language model are so wide inside: of 192 numbers more for each of it. */
    public static ModelSource wide(Path folder, int intermediate) {
        return write(
                folder, WINDOWED.replace("\"intermediate_size\": 40", "\"intermediate_size\": " + intermediate), 14);
    }

    /** An image of noise. */
    public static EncodedImage image(int width, int height, long seed) {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).nextBytes(rgb);
        return PngCodec.encode(RgbImage.of(width, height, rgb));
    }

    private static ModelSource write(Path folder, String config, int patch) {
        try {
            Files.writeString(folder.resolve("config.json"), config);
            Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [258, 256]}");
            Files.writeString(
                    folder.resolve("preprocessor_config.json"),
                    "{\"min_pixels\": 784, \"max_pixels\": 16384, \"patch_size\": " + patch + "}");
            Files.write(folder.resolve("tokenizer.json"), JSON.writeValueAsBytes(tokenizer()));
            ModelSource source = ModelSource.folder(folder);
            var model = QwenConfigReader.read(source);
            try (FileChannel out = FileChannel.open(
                    folder.resolve("model.safetensors"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                SafetensorsWriter.write(weights(ParameterLayout.of(model, model.tiedHead())), Map.of(), out::write);
            }
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Tensor> weights(List<ParameterSpec> specs) {
        Random random = new Random(5);
        Map<String, Tensor> weights = new TreeMap<>();
        for (ParameterSpec spec : specs) {
            float[] values = new float[(int) spec.shape().elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (spec.initialMean() + 0.2 * random.nextGaussian());
            }
            weights.put(spec.name(), Tensor.ofFloats(spec.shape(), values));
        }
        return weights;
    }

    /** Each byte is a token; behind them stand the special ones. */
    private static ObjectNode tokenizer() {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        for (int i = 0; i < SPECIAL.size(); i++) {
            added.addObject()
                    .put("id", BYTES + i)
                    .put("content", SPECIAL.get(i))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putObject("pre_tokenizer")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", true);
        root.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode model = root.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        int next = 0x100;
        for (int value = 0; value < BYTES; value++) {
            boolean isPrinted = value >= '!' && value <= '~' || value >= 0xa1 && value <= 0xac || value >= 0xae;
            vocabulary.put(String.valueOf((char) (isPrinted ? value : next++)), value);
        }
        model.putArray("merges");
        return root;
    }
}
