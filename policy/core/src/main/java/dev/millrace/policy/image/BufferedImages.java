package dev.millrace.policy.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * From Java's many colour models to plain RGB bytes. Transparency is dropped, the colour beneath kept, as most image
 * loaders of the VLM ecosystem do.
 */
final class BufferedImages {

    private BufferedImages() {}

    /** The pixels as unsigned bytes, HWC. */
    static byte[] rgbBytes(BufferedImage image) {
        boolean gray = !(image.getColorModel() instanceof IndexColorModel)
                && image.getRaster().getNumBands() <= 2;
        return gray ? fromGray(image) : fromColor(image);
    }

    private static byte[] fromColor(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int color : row) {
                rgb[at++] = (byte) (color >> 16);
                rgb[at++] = (byte) (color >> 8);
                rgb[at++] = (byte) color;
            }
        }
        return rgb;
    }

    // getRGB takes gray samples for linear light and brightens them (128 becomes 188); files hold sRGB samples.
    private static byte[] fromGray(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        Raster raster = image.getRaster();
        int largest = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int sample : row) {
                byte value = (byte) ((sample * 255 + largest / 2) / largest);
                rgb[at++] = value;
                rgb[at++] = value;
                rgb[at++] = value;
            }
        }
        return rgb;
    }
}
