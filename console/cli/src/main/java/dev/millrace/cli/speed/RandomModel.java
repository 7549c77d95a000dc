package dev.millrace.cli.speed;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder with a model of random weights in bfloat16, and a tokenizer of single bytes filled up to the vocabulary. */
public final class RandomModel {

    static final List<String> SPECIAL = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<|vision_start|>",
            "<|vision_end|>",
            "<|image_pad|>",
            "<|video_pad|>");

    private static final int BYTES = 256;

    private RandomModel() {}

    /** Writes all files into a folder. */
    public static ModelSource write(ModelShape shape, Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), shape.config());
        Files.writeString(
                folder.resolve("generation_config.json"),
                "{\"eos_token_id\": [" + shape.special(2) + ", " + shape.special(0) + "]}");
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                "{\"min_pixels\": 784, \"max_pixels\": 50176, \"patch_size\": 14}");
        tokenizer(shape, folder.resolve("tokenizer.json"));
        ModelSource source = ModelSource.folder(folder);
        QwenConfig config = QwenConfigReader.read(source);
        Map<String, TensorSource> weights = new TreeMap<>();
        for (ParameterSpec spec : ParameterLayout.of(config, true)) {
            weights.put(spec.name(), new NoiseTensor(spec));
        }
        try (FileChannel out = FileChannel.open(
                folder.resolve("model.safetensors"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            SafetensorsWriter.write(weights, Map.of("format", "pt"), out::write);
        }
        return source;
    }

    private static void tokenizer(ModelShape shape, Path file) throws IOException {
        try (JsonGenerator json = JsonMapper.builder().build().createGenerator(Files.newOutputStream(file))) {
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            json.writeArrayFieldStart("added_tokens");
            for (int i = 0; i < SPECIAL.size(); i++) {
                json.writeStartObject();
                json.writeNumberField("id", shape.special(i));
                json.writeStringField("content", SPECIAL.get(i));
                for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                    json.writeBooleanField(flag, false);
                }
                json.writeBooleanField("special", true);
                json.writeEndObject();
            }
            json.writeEndArray();
            byteLevel(json, "pre_tokenizer");
            byteLevel(json, "decoder");
            json.writeObjectFieldStart("model");
            json.writeStringField("type", "BPE");
            json.writeObjectFieldStart("vocab");
            int next = BYTES;
            for (int value = 0; value < BYTES; value++) {
                boolean isPrinted = value >= '!' && value <= '~' || value >= 0xa1 && value <= 0xac || value >= 0xae;
                json.writeNumberField(String.valueOf((char) (isPrinted ? value : next++)), value);
            }
            for (int id = BYTES; id < shape.special(0); id++) {
                json.writeNumberField("~" + Integer.toString(id, Character.MAX_RADIX), id);
            }
            json.writeEndObject();
            json.writeArrayFieldStart("merges");
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void byteLevel(JsonGenerator json, String name) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", false);
        json.writeBooleanField("use_regex", true);
        json.writeEndObject();
    }
}
