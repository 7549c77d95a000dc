package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.ImageProcessingReader;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageException;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The vectors of one tiny model: a folder with {@code vectors.json}, {@code tensors.safetensors}, images and checkpoints. */
final class VectorSet {

    static final String FILE = "vectors.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final JsonNode root;
    private final Safetensors tensors;
    private final QwenConfig config;
    private final ImageProcessing processing;

    /** @throws RuntimeException if a file is missing or cannot be read */
    VectorSet(Path folder) {
        this.folder = folder;
        try {
            this.root = JSON.readTree(folder.resolve(FILE).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(folder.resolve(FILE) + " cannot be read: " + e.getMessage(), e);
        }
        this.tensors = SafetensorsReader.read(folder.resolve("tensors.safetensors"));
        this.config = QwenConfigReader.read(checkpoint("checkpoint-f32"));
        this.processing = ImageProcessingReader.read(checkpoint("checkpoint-f32"), config);
    }

    /** What the model calls itself. */
    String family() {
        return root.path("family").asText();
    }

    JsonNode root() {
        return root;
    }

    QwenConfig config() {
        return config;
    }

    ImageProcessing processing() {
        return processing;
    }

    ModelSource checkpoint(String name) {
        return ModelSource.folder(folder.resolve(name));
    }

    boolean hasFolder(String name) {
        return Files.isDirectory(folder.resolve(name));
    }

    boolean hasTensor(String name) {
        return tensors.tensors().containsKey(name);
    }

    /** The values of a tensor, flat. */
    float[] tensor(String name) {
        return tensors.tensor(name).toFloats();
    }

    /** Names of the sequences. */
    List<String> sequences() {
        List<String> names = new ArrayList<>();
        root.path("sequences").fieldNames().forEachRemaining(names::add);
        return names;
    }

    JsonNode sequence(String name) {
        return root.path("sequences").path(name);
    }

    /** Names of the images of a sequence. */
    List<String> imagesOf(String sequence) {
        return texts(sequence(sequence).path("images")).toList();
    }

    RgbImage image(String file) {
        try {
            return PngCodec.decode(EncodedImage.of(PngCodec.MEDIA_TYPE, Files.readAllBytes(folder.resolve(file))));
        } catch (IOException | ImageException e) {
            throw new IllegalStateException(folder.resolve(file) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** An image as the tower reads it. */
    PatchRows patches(String name) {
        return PatchRows.of(image("images/" + name + ".resized-pil.png").toPixels(), config.vision(), processing);
    }

    List<PatchGrid> grids(List<String> images) {
        List<PatchGrid> grids = new ArrayList<>();
        for (String image : images) {
            JsonNode grid = root.path("images").path(image).path("grid_thw");
            grids.add(new PatchGrid(
                    grid.path(1).asInt(), grid.path(2).asInt(), config.vision().mergeSize()));
        }
        return grids;
    }

    /** Prompt and response of a sequence. */
    TokenRow row(String sequence) {
        int[] prompt = ints(sequence(sequence).path("prompt_ids"));
        int[] response = ints(sequence(sequence).path("response_ids"));
        int[] both = Arrays.copyOf(prompt, prompt.length + response.length);
        System.arraycopy(response, 0, both, prompt.length, response.length);
        return row(sequence, prompt, both);
    }

    /** The prompt of a sequence. */
    TokenRow prompt(String sequence) {
        int[] prompt = ints(sequence(sequence).path("prompt_ids"));
        return row(sequence, prompt, prompt);
    }

    private TokenRow row(String sequence, int[] prompt, int[] tokens) {
        List<String> images = imagesOf(sequence);
        return new TokenRow(
                Tokens.of(tokens),
                PositionCheck.runs(prompt, config.imageToken(), grids(images)),
                images.stream().map(this::patches).toList());
    }

    static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.path(i).asDouble();
        }
        return values;
    }

    /** The greatest difference of two arrays, infinite where their lengths differ, NaN where one holds it. */
    static double difference(float[] got, float[] wanted) {
        if (got.length != wanted.length) {
            return Double.POSITIVE_INFINITY;
        }
        double greatest = 0;
        for (int i = 0; i < got.length; i++) {
            double difference = Math.abs((double) got[i] - wanted[i]);
            if (Double.isNaN(difference)) {
                return Double.NaN;
            }
            greatest = Math.max(greatest, difference);
        }
        return greatest;
    }
}
