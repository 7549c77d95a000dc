package dev.millrace.console.data;

import dev.millrace.policy.image.ImageException;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.model.Pixels;

/** Reads the images of prompts, for workers and the learner alike. */
public final class PromptImages {

    private PromptImages() {}

    /**
     * The pixels of a PNG file.
     *
     * @param source names the image in messages
     * @throws IllegalArgumentException saying what is wrong, if it is no image that can be read
     */
    public static Pixels decode(byte[] encoded, String source) {
        try {
            return PngCodec.decode(encoded, source).toPixels();
        } catch (ImageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
