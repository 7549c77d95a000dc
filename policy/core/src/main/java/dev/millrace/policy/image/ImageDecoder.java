package dev.millrace.policy.image;

/** Reads an encoded image as the policy takes it. Implementations have no state. */
@FunctionalInterface
public interface ImageDecoder {

    /** Reads PNG files. */
    ImageDecoder PNG = (encoded, source) -> PngCodec.decode(encoded, source).toPixels();

    /**
     * The pixels of an image.
     *
     * @param encoded the encoded bytes
     * @param source names the image in messages
     * @throws IllegalArgumentException saying what is wrong, if it is no image that can be read
     */
    Pixels decode(byte[] encoded, String source);
}
