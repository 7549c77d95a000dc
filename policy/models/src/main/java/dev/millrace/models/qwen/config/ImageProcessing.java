package dev.millrace.models.qwen.config;

/**
 * How images are made ready.
 *
 * @param minPixels area below which an image is enlarged
 * @param maxPixels area above which an image is shrunk
 * @param mean of each channel, of values in [0, 1]
 * @param std of each channel
 */
public record ImageProcessing(int minPixels, int maxPixels, Channels mean, Channels std) {

    /** One number for each channel. */
    public record Channels(float red, float green, float blue) {

        static Channels of(float[] values) {
            return new Channels(values[0], values[1], values[2]);
        }

        /** That of channel 0, 1 or 2. */
        public float of(int channel) {
            return channel == 0 ? red : channel == 1 ? green : blue;
        }
    }

    /** @throws IllegalArgumentException naming the key that is out of range */
    public ImageProcessing {
        if (minPixels < 1 || maxPixels < minPixels) {
            throw new IllegalArgumentException(
                    "min_pixels must be from 1 to max_pixels, not " + minPixels + " with " + maxPixels);
        }
        for (int channel = 0; channel < 3; channel++) {
            if (!(std.of(channel) > 0)) {
                throw new IllegalArgumentException("image_std must be above 0, not " + std);
            }
        }
    }
}
