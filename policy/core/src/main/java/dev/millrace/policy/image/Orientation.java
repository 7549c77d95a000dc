package dev.millrace.policy.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a stored image is to be turned and mirrored before it is shown: the tag Orientation of Exif (CIPA DC-008-2023, 4.6.4),
 * which the {@code eXIf} chunk of a PNG file holds. Cameras and editors set it instead of moving the pixels, and viewers
 * and the loaders of the VLM ecosystem follow it.
 *
 * @param value 1 (as stored) to 8
 */
record Orientation(int value) {

    static final Orientation AS_STORED = new Orientation(1);

    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int LAST = 8;
    private static final int FIRST_TRANSPOSED = 5;

    /**
     * Reads the orientation from Exif data, and nothing else of them.
     *
     * @param exif a TIFF header and what follows it, as the chunk holds them
     * @return as stored where the tag is missing, or has a value that Exif does not know, as viewers take it
     * @throws IllegalArgumentException if they are cut off or no TIFF
     */
    static Orientation of(ByteBuffer exif) {
        ByteBuffer tiff = exif.slice();
        if (tiff.limit() < HEADER) {
            throw new IllegalArgumentException("is cut off");
        }
        int order = Short.toUnsignedInt(tiff.getShort(0));
        if (order != 0x4949 && order != 0x4d4d) {
            throw new IllegalArgumentException("does not begin as TIFF does");
        }
        tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (tiff.getShort(2) != 42 || directory < HEADER || directory > tiff.limit() - 2) {
            throw new IllegalArgumentException("has no directory where its header says");
        }
        int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
        if (directory + 2 + (long) entries * ENTRY > tiff.limit()) {
            throw new IllegalArgumentException("is cut off within its directory");
        }
        for (int i = 0; i < entries; i++) {
            int entry = (int) directory + 2 + i * ENTRY;
            if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG) {
                boolean one = tiff.getShort(entry + 2) == SHORT && tiff.getInt(entry + 4) == 1;
                int value = one ? Short.toUnsignedInt(tiff.getShort(entry + 8)) : 1;
                return value >= 1 && value <= LAST ? new Orientation(value) : AS_STORED;
            }
        }
        return AS_STORED;
    }

    /** The image as it is to be shown. */
    RgbImage shown(RgbImage stored) {
        if (value == 1) {
            return stored;
        }
        boolean transposed = value >= FIRST_TRANSPOSED;
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int color = color(stored, x, y);
                rgb[at++] = (byte) (color >> 16);
                rgb[at++] = (byte) (color >> 8);
                rgb[at++] = (byte) color;
            }
        }
        return RgbImage.of(width, height, rgb);
    }

    /** What stands at a place of the image that is shown. */
    private int color(RgbImage stored, int x, int y) {
        int right = stored.width() - 1;
        int bottom = stored.height() - 1;
        return switch (value) {
            case 2 -> stored.rgb(right - x, y);
            case 3 -> stored.rgb(right - x, bottom - y);
            case 4 -> stored.rgb(x, bottom - y);
            case 5 -> stored.rgb(y, x);
            case 6 -> stored.rgb(y, bottom - x);
            case 7 -> stored.rgb(right - y, bottom - x);
            case 8 -> stored.rgb(right - y, x);
            default -> throw new IllegalStateException("orientations are 1 to 8, not " + value);
        };
    }
}
