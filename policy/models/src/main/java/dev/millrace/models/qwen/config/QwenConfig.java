package dev.millrace.models.qwen.config;

/**
 * The architecture of a checkpoint.
 *
 * @param generation which of the two
 * @param text its language model
 * @param vision its vision tower
 * @param tiedHead what the configuration says: whether the output layer is the embedding
 * @param imageToken id at whose places the tokens of images stand
 * @param videoToken id of the places of videos, which are not taken
 * @param visionStart id before an image
 * @param visionEnd id behind an image
 */
public record QwenConfig(
        QwenGeneration generation,
        TextConfig text,
        VisionConfig vision,
        boolean tiedHead,
        int imageToken,
        int videoToken,
        int visionStart,
        int visionEnd) {

    /** @throws IllegalArgumentException naming the key whose value does not fit the others */
    public QwenConfig {
        if (vision.outHidden() != text.hidden()) {
            throw new IllegalArgumentException("vision_config.out_hidden_size " + vision.outHidden()
                    + " is not the hidden_size " + text.hidden() + " of the language model");
        }
        if (vision.deepstackBlocks().size() > text.layers()) {
            throw new IllegalArgumentException("deepstack_visual_indexes names "
                    + vision.deepstackBlocks().size() + " blocks, but the language model has " + text.layers()
                    + " layers");
        }
        requireId("image_token_id", imageToken, text.vocabulary());
        requireId("video_token_id", videoToken, text.vocabulary());
        requireId("vision_start_token_id", visionStart, text.vocabulary());
        requireId("vision_end_token_id", visionEnd, text.vocabulary());
    }

    private static void requireId(String key, int id, int vocabulary) {
        if (id < 0 || id >= vocabulary) {
            throw new IllegalArgumentException(key + " " + id + " lies outside the vocabulary of " + vocabulary);
        }
    }
}
