package dev.millrace.policy.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where the Exif data of an image lie that is no PNG, and how they turn it. */
final class ExifPlace {

    private static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;

    private ExifPlace() {}

    /**
     * How the image is to be turned; as stored where it says nothing.
     *
     * @throws ImageException if it says something that cannot be read
     */
    static Orientation orientation(ImageFormat format, byte[] encoded, String source) {
        Optional<ByteBuffer> exif = find(format, encoded, source);
        try {
            return exif.map(Orientation::of).orElse(Orientation.AS_STORED);
        } catch (IllegalArgumentException e) {
            throw new ImageException(
                    source,
                    "its Exif data " + e.getMessage()
                            + "; which side of the image is up is not known: remove them or write them anew",
                    e);
        }
    }

    private static Optional<ByteBuffer> find(ImageFormat format, byte[] encoded, String source) {
        return switch (format) {
            case JPEG -> JpegSegments.of(encoded, source).exif();
            case TIFF_LITTLE, TIFF_BIG -> Optional.of(ByteBuffer.wrap(encoded));
            case WEBP -> inRiff(encoded, source);
            case PNG, GIF, BMP -> Optional.empty();
        };
    }

    /** The chunk EXIF of a WebP file (RFC 9649, section 2.7.1.5). */
    private static Optional<ByteBuffer> inRiff(byte[] encoded, String source) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        if (encoded.length < RIFF_HEADER || Integer.toUnsignedLong(bytes.getInt(4)) + CHUNK_HEADER > encoded.length) {
            throw new ImageException(source, "is cut off: it ends before its header says; fetch it again");
        }
        long at = RIFF_HEADER;
        while (at + CHUNK_HEADER <= encoded.length) {
            String name = new String(encoded, (int) at, 4, StandardCharsets.ISO_8859_1);
            long length = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
            long begin = at + CHUNK_HEADER;
            if (begin + length > encoded.length) {
                return Optional.empty();
            }
            if (name.equals("EXIF")) {
                return Optional.of(withoutPrefix(ByteBuffer.wrap(encoded, (int) begin, (int) length)));
            }
            at = begin + length + (length & 1);
        }
        return Optional.empty();
    }

    /** What stands behind the prefix that JPEG needs and writers of other formats put there too. */
    static ByteBuffer withoutPrefix(ByteBuffer exif) {
        ByteBuffer whole = exif.slice();
        ByteBuffer prefix = ByteBuffer.wrap(PREFIX);
        if (whole.remaining() >= PREFIX.length && whole.slice(0, PREFIX.length).equals(prefix)) {
            whole.position(PREFIX.length);
        }
        return whole.slice();
    }
}
