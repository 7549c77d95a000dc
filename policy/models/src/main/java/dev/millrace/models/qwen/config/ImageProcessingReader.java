package dev.millrace.models.qwen.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.util.List;

/**
 * Reads {@code preprocessor_config.json}, or what newer versions of transformers put below {@code image_processor} of {@code
 * processor_config.json}. The limits stand there as {@code min_pixels} and {@code max_pixels}, or as {@code size} with a
 * {@code shortest_edge} and a {@code longest_edge} that are areas all the same.
 */
public final class ImageProcessingReader {

    private static final String OLD = "preprocessor_config.json";
    private static final String NEW = "processor_config.json";
    private static final String NESTED = "image_processor";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final float[] CLIP_MEAN = {0.48145466f, 0.4578275f, 0.40821073f};
    private static final float[] CLIP_STD = {0.26862954f, 0.26130258f, 0.27577711f};
    private static final float[] HALF = {0.5f, 0.5f, 0.5f};

    private static final List<String> DONE = List.of("do_convert_rgb", "do_resize", "do_rescale", "do_normalize");
    private static final int BICUBIC = 3;
    private static final double RESCALED = 1 / 255.0;

    private ImageProcessingReader() {}

    /** @throws CheckpointException if the file is missing or malformed, or asks for patches of another size */
    public static ImageProcessing read(ModelSource checkpoint, QwenConfig config) {
        boolean old = checkpoint.find(OLD).isPresent();
        String file = old ? OLD : NEW;
        String where = checkpoint.describe(file);
        ConfigNode root = new ConfigNode(where, "", tree(checkpoint.read(file), where));
        ConfigNode images = root.has(NESTED) ? root.child(NESTED) : root;
        requireOurs(images);
        requireSame(images, "patch_size", config.vision().patchSize());
        requireSame(images, "merge_size", config.vision().mergeSize());
        requireSame(images, "temporal_patch_size", config.vision().temporalPatchSize());
        boolean clip = config.generation() == QwenGeneration.QWEN2_5_VL;
        ConfigNode size = images.child("size");
        try {
            return new ImageProcessing(
                    images.has("min_pixels") ? images.positive("min_pixels") : size.positive("shortest_edge"),
                    images.has("max_pixels") ? images.positive("max_pixels") : size.positive("longest_edge"),
                    ImageProcessing.Channels.of(images.decimals("image_mean", 3, clip ? CLIP_MEAN : HALF)),
                    ImageProcessing.Channels.of(images.decimals("image_std", 3, clip ? CLIP_STD : HALF)));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The same checkpoint with other limits in its file, so that all that reads it, and all that is made of it, has them.
     *
     * @param minPixels 0 for the checkpoint's own
     * @param maxPixels 0 for the checkpoint's own
     * @throws CheckpointException if the file is missing or malformed
     */
    public static ModelSource limited(ModelSource checkpoint, int minPixels, int maxPixels) {
        String file = checkpoint.find(OLD).isPresent() ? OLD : NEW;
        JsonNode root = tree(checkpoint.read(file), checkpoint.describe(file));
        JsonNode images = root.has(NESTED) ? root.get(NESTED) : root;
        if (!(images instanceof ObjectNode limits)) {
            throw new CheckpointException(checkpoint.describe(file), "is no JSON object");
        }
        if (minPixels > 0) {
            limits.put("min_pixels", minPixels);
        }
        if (maxPixels > 0) {
            limits.put("max_pixels", maxPixels);
        }
        return ModelSource.overlaid(checkpoint, file, root.toPrettyString());
    }

    /** What is done to each image here, and cannot be left out. */
    private static void requireOurs(ConfigNode images) {
        for (String done : DONE) {
            if (!images.flag(done, true)) {
                throw images.wrong(done, "is false, but only true is supported");
            }
        }
        if (images.positive("resample", BICUBIC) != BICUBIC) {
            throw images.wrong("resample", "is not " + BICUBIC + ", bicubic, the only one that is supported");
        }
        if (Math.abs(images.decimal("rescale_factor", RESCALED) - RESCALED) > 1e-9) {
            throw images.wrong("rescale_factor", "is not 1/255, the only one that is supported");
        }
    }

    private static JsonNode tree(byte[] json, String where) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw CheckpointException.noJson(where, e);
        }
    }

    private static void requireSame(ConfigNode images, String key, int architecture) {
        int said = images.positive(key, architecture);
        if (said != architecture) {
            throw images.wrong(key, "is " + said + ", but the vision tower of config.json takes " + architecture);
        }
    }
}
