package dev.millrace.policy.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the first directory of a TIFF file declares besides its sides (TIFF 6.0, section 2), held against the file before the
 * platform's reader gives memory to it: strips and tiles that are longer than the file, tiles and samples that are larger than
 * an image may be.
 */
final class TiffBounds {

    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private static final int BITS_PER_SAMPLE = 258;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int TILE_BYTES = 325;

    private static final int MOST_BITS = 64;
    private static final int MOST_SAMPLES = 8;

    /** Most bytes of one tile, all its samples together: the reader gives memory to whole tiles, however small the image is. */
    private static final long MOST_TILE_BYTES = 64L << 20;

    private final String source;
    private final ByteBuffer tiff;
    private final ImageLimits limits;
    private long tileWidth = 1;
    private long tileLength = 1;
    private long bits = 8;
    private long samples = 1;

    private TiffBounds(String source, ByteBuffer tiff, ImageLimits limits) {
        this.source = source;
        this.tiff = tiff;
        this.limits = limits;
    }

    /** @throws ImageException if the directory is cut off, or declares more than there is or may be */
    static void check(byte[] encoded, String source, ImageLimits limits) {
        ByteOrder order = encoded[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        new TiffBounds(source, ByteBuffer.wrap(encoded).order(order), limits).check();
    }

    private void check() {
        long directory = tiff.limit() < HEADER ? Long.MAX_VALUE : Integer.toUnsignedLong(tiff.getInt(4));
        if (directory < HEADER || directory > tiff.limit() - 2) {
            throw new ImageException(source, "is cut off: it has no directory where its header says");
        }
        int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
        if (directory + 2 + (long) entries * ENTRY > tiff.limit()) {
            throw new ImageException(source, "is cut off within its directory");
        }
        for (int i = 0; i < entries; i++) {
            check((int) directory + 2 + i * ENTRY);
        }
        long tile = tileWidth * tileLength * samples * bits / 8;
        if (tile > MOST_TILE_BYTES) {
            throw ImageException.aboveLimit(source, "has tiles of " + tile + " bytes; the limit is " + MOST_TILE_BYTES);
        }
    }

    private void note(int tag, long value) {
        switch (tag) {
            case TILE_WIDTH -> tileWidth = value;
            case TILE_LENGTH -> tileLength = value;
            case BITS_PER_SAMPLE -> bits = Math.max(bits, value);
            case SAMPLES_PER_PIXEL -> samples = Math.max(samples, value);
            default -> {
                // Held to the length of the file alone.
            }
        }
    }

    private void check(int entry) {
        int tag = Short.toUnsignedInt(tiff.getShort(entry));
        long most =
                switch (tag) {
                    case STRIP_BYTES, TILE_BYTES -> tiff.limit();
                    case TILE_WIDTH, TILE_LENGTH -> limits.maxSide();
                    case BITS_PER_SAMPLE -> MOST_BITS;
                    case SAMPLES_PER_PIXEL -> MOST_SAMPLES;
                    default -> Long.MAX_VALUE;
                };
        if (most == Long.MAX_VALUE) {
            return;
        }
        int type = tiff.getShort(entry + 2);
        long count = Integer.toUnsignedLong(tiff.getInt(entry + 4));
        int size = type == SHORT ? 2 : 4;
        boolean inside = count * size <= 4;
        long at = inside ? entry + 8 : Integer.toUnsignedLong(tiff.getInt(entry + 8));
        if (type != SHORT && type != LONG || at + count * size > tiff.limit()) {
            throw new ImageException(source, "is no sound TIFF: its tag " + tag + " leads out of the file");
        }
        for (long i = 0; i < count; i++) {
            int place = (int) (at + i * size);
            long value = type == SHORT
                    ? Short.toUnsignedLong(tiff.getShort(place))
                    : Integer.toUnsignedLong(tiff.getInt(place));
            if (value > most) {
                throw ImageException.aboveLimit(
                        source,
                        "declares " + value + " in its tag " + tag + ", where there can be " + most + " at most");
            }
            note(tag, value);
        }
    }
}
