package dev.millrace.scenes.referee;

import dev.millrace.policy.image.Pixels;
import java.util.random.RandomGenerator;

/**
 * What images that a policy draws have and painted ones have not: blur, noise, faded strokes, a background that is not
 * quite black. Referees are trained with it so that they judge what is drawn.
 */
final class Blemishes {

    private static final double NOISE = 0.1;
    private static final double BACKGROUND = 0.08;
    private static final double FADE = 0.4;

    private Blemishes() {}

    /** A copy of an image with blemishes of random strength; one in four stays as it is. */
    static Pixels apply(Pixels image, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            return image;
        }
        float[] values = image.toArray();
        float[] blurred = blur(values, image.width(), image.height(), image.channels());
        double blur = random.nextDouble();
        double fade = 1 - FADE * random.nextDouble();
        double background = BACKGROUND * random.nextDouble();
        double noise = NOISE * random.nextDouble();
        for (int i = 0; i < values.length; i++) {
            double clean = (1 - blur) * values[i] + blur * blurred[i];
            values[i] = (float) Math.max(0, Math.min(1, fade * clean + background + noise * random.nextGaussian()));
        }
        return Pixels.of(image.width(), image.height(), image.channels(), values);
    }

    /** The mean over 3×3 pixels, each cell of the image's border taking what is there. */
    private static float[] blur(float[] values, int width, int height, int channels) {
        float[] blurred = new float[values.length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int top = Math.max(0, row - 1);
                int bottom = Math.min(height - 1, row + 1);
                int left = Math.max(0, column - 1);
                int right = Math.min(width - 1, column + 1);
                for (int channel = 0; channel < channels; channel++) {
                    float sum = 0;
                    for (int r = top; r <= bottom; r++) {
                        for (int c = left; c <= right; c++) {
                            sum += values[(r * width + c) * channels + channel];
                        }
                    }
                    blurred[(row * width + column) * channels + channel] =
                            sum / ((bottom - top + 1) * (right - left + 1));
                }
            }
        }
        return blurred;
    }
}
