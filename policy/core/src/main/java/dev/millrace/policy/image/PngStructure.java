package dev.millrace.policy.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file, checked from its signature to its end before any is decoded: lengths within the file,
 * checksums, the header first, the end last (PNG specification, third edition, sections 5 and 11.2). The platform's
 * decoder checks neither the checksums nor that the file is whole, and does not turn an image as its {@code eXIf} chunk
 * (section 11.3.4.5) says.
 */
final class PngStructure {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEADER_LENGTH = 13;
    // Four bytes each of length, type and checksum.
    private static final int CHUNK_OVERHEAD = 12;

    /** Bits of a sample above which loaders differ in how they make 8 of them. */
    private static final int DEEPEST_PLAIN = 8;

    private static final int WITH_ALPHA = 4;

    private final String source;
    private final ByteBuffer bytes;

    /**
     * What the chunks say of the image.
     *
     * @param orientation how it is to be turned before it is shown
     * @param plain whether all loaders see the same in it: as stored, no transparency, no animation, at most 8 bits a sample
     */
    record Found(Orientation orientation, boolean plain) {}

    private PngStructure(String source, byte[] bytes) {
        this.source = source;
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /**
     * Checks the structure and the declared size.
     *
     * @return what was found
     * @throws ImageException with the offset at which something is wrong
     */
    static Found check(String source, byte[] bytes, ImageLimits limits) {
        return new PngStructure(source, bytes).check(limits);
    }

    private Found check(ImageLimits limits) {
        byte[] signature = new byte[Math.min(SIGNATURE.length, bytes.remaining())];
        bytes.get(signature);
        if (!Arrays.equals(signature, SIGNATURE)) {
            throw new ImageException(source, "is not a PNG image (it does not begin with its signature); convert it");
        }
        boolean first = true;
        boolean data = false;
        boolean end = false;
        boolean plain = true;
        Orientation orientation = null;
        while (!end) {
            int at = bytes.position();
            int length = chunkLength(at);
            String type = new String(bytes.array(), at + 4, 4, StandardCharsets.ISO_8859_1);
            checkSum(at, length);
            if (first != type.equals("IHDR")) {
                throw wrong(at, first ? "the first chunk is not the header" : "a second header");
            }
            if (first) {
                checkHeader(at, length, limits);
                plain = bytes.get(at + 16) <= DEEPEST_PLAIN && (bytes.get(at + 17) & WITH_ALPHA) == 0;
            }
            if (type.equals("eXIf")) {
                if (orientation != null) {
                    throw wrong(at, "a second eXIf chunk; which side is up is not known");
                }
                orientation = orientation(at, length);
            }
            plain &= !type.equals("tRNS") && !type.equals("acTL");
            first = false;
            data |= type.equals("IDAT");
            end = type.equals("IEND");
            bytes.position(at + CHUNK_OVERHEAD + length);
        }
        if (!data) {
            throw wrong(bytes.position(), "the image ends without data");
        }
        Orientation turned = orientation == null ? Orientation.AS_STORED : orientation;
        return new Found(turned, plain && turned.equals(Orientation.AS_STORED));
    }

    private Orientation orientation(int at, int length) {
        try {
            return Orientation.of(ByteBuffer.wrap(bytes.array(), at + 8, length));
        } catch (IllegalArgumentException e) {
            throw wrong(
                    at,
                    "the eXIf chunk " + e.getMessage()
                            + "; which side of the image is up is not known: remove the chunk or write it anew");
        }
    }

    private int chunkLength(int at) {
        if (bytes.remaining() < CHUNK_OVERHEAD) {
            throw wrong(at, "the file is cut off: a chunk should begin, " + bytes.remaining() + " bytes remain");
        }
        long length = Integer.toUnsignedLong(bytes.getInt(at));
        if (length > bytes.remaining() - CHUNK_OVERHEAD) {
            throw wrong(
                    at,
                    "the file is cut off: a chunk of " + length + " bytes begins, "
                            + (bytes.remaining() - CHUNK_OVERHEAD) + " remain");
        }
        return (int) length;
    }

    private void checkSum(int at, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes.array(), at + 4, length + 4);
        if ((int) checksum.getValue() != bytes.getInt(at + 8 + length)) {
            throw wrong(at, "the checksum of the chunk does not agree with its bytes; the file is damaged");
        }
    }

    private void checkHeader(int at, int length, ImageLimits limits) {
        if (length != HEADER_LENGTH) {
            throw wrong(at, "a header of " + length + " bytes instead of " + HEADER_LENGTH);
        }
        limits.checkSides(
                source, Integer.toUnsignedLong(bytes.getInt(at + 8)), Integer.toUnsignedLong(bytes.getInt(at + 12)));
    }

    private ImageException wrong(int offset, String what) {
        return new ImageException(source, "at byte " + offset + ": " + what);
    }
}
