package dev.millrace.policy.image;

/**
 * Bicubic resampling of 8-bit RGB with antialiasing, to the bit as Pillow does it, which most processors of VLMs call: the
 * kernel of Keys with a = -0.5, widened by the scale where an image shrinks; weights of 22 bits; first along rows, then along
 * columns, each rounded and clipped to 8 bits. A direction that does not change is passed over. Pure.
 */
final class Bicubic {

    private static final int CHANNELS = 3;
    private static final int BITS = 22;
    private static final double SUPPORT = 2;
    private static final double A = -0.5;

    private Bicubic() {}

    /**
     * What each place of a resampled line is made of.
     *
     * @param first the first source place
     * @param weights of the source places from the first on, in 2^-22
     */
    private record Taps(int first, int[] weights) {}

    /** @param rgb {@code height * width * 3} bytes, HWC; not changed */
    static byte[] resize(byte[] rgb, int width, int height, int toWidth, int toHeight) {
        byte[] rows = toWidth == width ? rgb : alongRows(rgb, width, height, taps(width, toWidth));
        return toHeight == height ? rows : alongColumns(rows, toWidth, taps(height, toHeight));
    }

    private static byte[] alongRows(byte[] rgb, int width, int height, Taps[] taps) {
        byte[] resized = new byte[Math.multiplyExact(Math.multiplyExact(taps.length, height), CHANNELS)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (Taps tap : taps) {
                int from = (y * width + tap.first()) * CHANNELS;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    resized[to++] = weighted(rgb, from + channel, CHANNELS, tap.weights());
                }
            }
        }
        return resized;
    }

    private static byte[] alongColumns(byte[] rgb, int width, Taps[] taps) {
        int line = width * CHANNELS;
        byte[] resized = new byte[Math.multiplyExact(taps.length, line)];
        for (int y = 0; y < taps.length; y++) {
            for (int x = 0; x < line; x++) {
                resized[y * line + x] = weighted(rgb, taps[y].first() * line + x, line, taps[y].weights());
            }
        }
        return resized;
    }

    private static byte weighted(byte[] rgb, int from, int stride, int[] weights) {
        int sum = 1 << (BITS - 1);
        int at = from;
        for (int weight : weights) {
            sum += weight * (rgb[at] & 0xff);
            at += stride;
        }
        return (byte) Math.max(0, Math.min(255, sum >> BITS));
    }

    private static Taps[] taps(int from, int to) {
        double scale = (double) from / to;
        double wide = Math.max(scale, 1);
        Taps[] taps = new Taps[to];
        for (int place = 0; place < to; place++) {
            double center = (place + 0.5) * scale;
            int first = Math.max(0, (int) (center - SUPPORT * wide + 0.5));
            int end = Math.min(from, (int) (center + SUPPORT * wide + 0.5));
            double[] exact = new double[end - first];
            double sum = 0;
            for (int i = 0; i < exact.length; i++) {
                exact[i] = kernel((i + first - center + 0.5) / wide);
                sum += exact[i];
            }
            taps[place] = new Taps(first, fixed(exact, sum));
        }
        return taps;
    }

    private static int[] fixed(double[] exact, double sum) {
        int[] weights = new int[exact.length];
        for (int i = 0; i < exact.length; i++) {
            double scaled = exact[i] / sum * (1 << BITS);
            weights[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return weights;
    }

    private static double kernel(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < SUPPORT ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
