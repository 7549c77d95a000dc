package dev.millrace.policy.image;

import java.awt.image.Raster;

/**
 * RGB of a JPEG in CMYK or YCCK, which the platform's reader gives as it is stored. As Pillow does it: ink is stored inverted,
 * as Adobe's programs write it, profiles are not applied, and a colour is what its own ink and the black leave of the light.
 */
final class CmykJpeg {

    private static final int YCCK = 2;

    private CmykJpeg() {}

    /** @param adobeTransform of {@link JpegSegments} */
    static RgbImage rgb(Raster stored, int adobeTransform) {
        int width = stored.getWidth();
        int height = stored.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int[] row = new int[Math.multiplyExact(width, 4)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                if (adobeTransform == YCCK) {
                    toCmyk(row, 4 * x);
                }
                int light = row[4 * x + 3];
                for (int ink = 0; ink < 3; ink++) {
                    rgb[to++] = (byte) Math.max(0, light - product(255 - row[4 * x + ink], light));
                }
            }
        }
        return RgbImage.of(width, height, rgb);
    }

    /** YCbCr of the inverted inks (JFIF 1.02), in place; libjpeg's rounding. */
    private static void toCmyk(int[] row, int at) {
        int luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - clipped(luma + Math.round(1.402 * red));
        row[at + 1] = 255 - clipped(luma + Math.round(-0.344136286 * blue - 0.714136286 * red));
        row[at + 2] = 255 - clipped(luma + Math.round(1.772 * blue));
    }

    private static int clipped(long value) {
        return (int) Math.max(0, Math.min(255, value));
    }

    /** a times b over 255, rounded. */
    private static int product(int a, int b) {
        int sum = a * b + 128;
        return (sum >> 8) + sum >> 8;
    }
}
