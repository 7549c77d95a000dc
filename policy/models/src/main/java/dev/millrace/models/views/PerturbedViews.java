package dev.millrace.models.views;

import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.rollout.ViewSettings;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The two views of an image against which a policy is compared. The same image, seed and settings give the same views on
 * every machine. Both have the size of the image, so that prompts keep their number of tokens.
 *
 * @param maskProbability p, the probability with which a patch of the strong view is black
 * @param noiseSigma σ, the standard deviation of the noise on each value of the weak view, where 1 is the range of values
 */
public record PerturbedViews(double maskProbability, double noiseSigma) {

    private static final long NOISE = 0x4E4F_4953_45L;
    private static final long VIEWS = 0x5649_4557_53L;

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public PerturbedViews {
        var unused = new ViewSettings(maskProbability, noiseSigma);
    }

    /** The views that these settings describe. */
    public static PerturbedViews of(ViewSettings settings) {
        return new PerturbedViews(settings.maskProbability(), settings.noiseSigma());
    }

    /** The seed of the views of a prompt whose responses were sampled with {@code samplingSeed}. */
    public static long seed(long samplingSeed) {
        return samplingSeed ^ VIEWS;
    }

    /**
     * The strong view: each patch is black with probability p, all of it or nothing.
     *
     * @param patchSize edge of a patch in pixels, by which both sides of the image can be divided
     */
    public Pixels strong(Pixels image, int patchSize, long seed) {
        return strong(image, patchSize, maskProbability, seed);
    }

    /** The strong view for a probability; see the other form. */
    public static Pixels strong(Pixels image, int patchSize, double probability, long seed) {
        float[] values = image.toArray();
        SplittableRandom random = new SplittableRandom(seed);
        int row = image.width() * image.channels();
        int run = patchSize * image.channels();
        for (int top = 0; top < image.height(); top += patchSize) {
            for (int left = 0; left < row; left += run) {
                if (random.nextDouble() < probability) {
                    blacken(values, top * row + left, run, patchSize, row);
                }
            }
        }
        return Pixels.of(image.width(), image.height(), image.channels(), values);
    }

    private static void blacken(float[] values, int begin, int run, int rows, int stride) {
        for (int row = 0; row < rows; row++) {
            int from = begin + row * stride;
            Arrays.fill(values, from, from + run, 0);
        }
    }

    /** The weak view: Gaussian noise on every value, which stays within 0 and 1. */
    public Pixels weak(Pixels image, long seed) {
        float[] values = image.toArray();
        SplittableRandom random = new SplittableRandom(seed ^ NOISE);
        for (int i = 0; i < values.length; i += 2) {
            // Box and Muller, in strict arithmetic: nextGaussian() may differ between versions of Java.
            double radius = noiseSigma * StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            values[i] = bounded(values[i] + radius * StrictMath.cos(angle));
            if (i + 1 < values.length) {
                values[i + 1] = bounded(values[i + 1] + radius * StrictMath.sin(angle));
            }
        }
        return Pixels.of(image.width(), image.height(), image.channels(), values);
    }

    private static float bounded(double value) {
        return (float) Math.min(1, Math.max(0, value));
    }
}
