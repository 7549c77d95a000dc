package dev.millrace.policy.image;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * An image as it is stored and sent: encoded bytes, what they are encoded in, and their digest. Immutable; equal bytes of
 * equal media type are equal images.
 */
public final class EncodedImage {

    private static final String IMAGES = "image/";

    private final ImageDigest digest;
    private final String mediaType;
    private final int size;
    private final Supplier<byte[]> content;

    private EncodedImage(ImageDigest digest, String mediaType, int size, Supplier<byte[]> content) {
        this.digest = digest;
        this.mediaType = mediaType;
        this.size = size;
        this.content = content;
    }

    /**
     * An image of these bytes, copied; they are not decoded.
     *
     * @param mediaType for instance {@link PngCodec#MEDIA_TYPE}
     * @throws IllegalArgumentException if there are no bytes or the media type is not one of images
     */
    public static EncodedImage of(String mediaType, byte[] content) {
        if (!mediaType.startsWith(IMAGES)) {
            throw new IllegalArgumentException("\"" + mediaType + "\" is not the media type of an image");
        }
        if (content.length == 0) {
            throw new IllegalArgumentException("an encoded image has at least one byte");
        }
        byte[] own = content.clone();
        return new EncodedImage(ImageDigest.of(own), mediaType, own.length, () -> own);
    }

    /**
     * The same image with its bytes kept elsewhere.
     *
     * @param bytes gives them, from any thread and as often as they are asked for; nobody changes what it gives
     */
    public EncodedImage keptAt(Supplier<byte[]> bytes) {
        return new EncodedImage(digest, mediaType, size, bytes);
    }

    /**
     * An image as a record names it: a label that is no media type of images is passed over for {@value PngCodec#MEDIA_TYPE},
     * for it is the bytes that say what they are.
     *
     * @throws IllegalArgumentException if there are no bytes
     */
    public static EncodedImage labelled(String label, byte[] content) {
        return of(label.startsWith(IMAGES) ? label : PngCodec.MEDIA_TYPE, content);
    }

    public ImageDigest digest() {
        return digest;
    }

    public String mediaType() {
        return mediaType;
    }

    /** A read-only view of the bytes with a position of its own. */
    public ByteBuffer content() {
        return ByteBuffer.wrap(content.get()).asReadOnlyBuffer();
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return content.get().clone();
    }

    /** The number of bytes. */
    public int size() {
        return size;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedImage image && digest.equals(image.digest) && mediaType.equals(image.mediaType);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedImage[" + mediaType + ", " + size + " bytes, " + digest + "]";
    }
}
