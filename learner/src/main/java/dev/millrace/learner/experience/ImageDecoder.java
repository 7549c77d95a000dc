package dev.millrace.learner.experience;

import dev.millrace.policy.model.Pixels;

/** Reads an encoded image. Implementations have no state. */
@FunctionalInterface
public interface ImageDecoder {

    /**
     * The pixels of an image.
     *
     * @param encoded the encoded bytes
     * @param source names the image in messages
     * @throws IllegalArgumentException saying what is wrong, if it is no image that can be read; so does
     *     {@link dev.millrace.policy.image.ImageException}
     */
    Pixels decode(byte[] encoded, String source);
}
