package dev.millrace.scenes.world;

import dev.millrace.policy.image.RgbImage;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Draws scenes of 32×32 pixels in a style. Immutable. */
public final class ScenePainter {

    /** Edge of an image, in pixels. */
    public static final int IMAGE_SIZE = 32;

    private static final int CELL = IMAGE_SIZE / 2;
    private static final int CHANNELS = 3;

    private final SceneStyle style;

    public ScenePainter(SceneStyle style) {
        this.style = style;
    }

    /** Draws a scene; all chance comes from {@code random}, in a fixed order. */
    public RgbImage paint(Scene scene, RandomGenerator random) {
        return paint(scene, digit -> random, random);
    }

    /**
     * Draws a scene of different digits.
     *
     * @param hands gives the chance by which a digit is written: two scenes that give a digit the same write it alike, whatever its
     *     colour and its cell
     * @param random gives all other chance
     */
    public RgbImage paint(Scene scene, IntFunction<RandomGenerator> hands, RandomGenerator random) {
        double[] values = new double[IMAGE_SIZE * IMAGE_SIZE * CHANNELS];
        for (PlacedDigit placed : scene.digits()) {
            RandomGenerator hand = hands.apply(placed.digit());
            CellCanvas canvas = write(placed.digit(), hand);
            double brightness = uniform(hand, style.minBrightness(), 1);
            colour(values, canvas, placed, brightness);
        }
        byte[] rgb = new byte[values.length];
        for (int i = 0; i < rgb.length; i++) {
            double noise = style.noise() == 0 ? 0 : 255 * style.noise() * random.nextGaussian();
            rgb[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i] + noise)));
        }
        return RgbImage.of(IMAGE_SIZE, IMAGE_SIZE, rgb);
    }

    private CellCanvas write(int digit, RandomGenerator random) {
        List<List<Stroke>> ways = DigitStrokes.of(digit);
        List<Stroke> strokes = ways.get(random.nextInt(ways.size()));
        Placement placement = Placement.draw(style, CELL, random);
        double weight = uniform(random, style.minWeight(), style.maxWeight());
        CellCanvas canvas = new CellCanvas(CELL);
        for (Stroke stroke : strokes) {
            Points jittered = stroke.points().map(value -> value + style.jitter() * random.nextGaussian());
            Points flat = new Stroke(stroke.smooth(), jittered).flattened();
            canvas.draw(placement.toCell(flat), weight, style.softness());
        }
        return canvas;
    }

    private static void colour(double[] values, CellCanvas canvas, PlacedDigit placed, double brightness) {
        for (int row = 0; row < CELL; row++) {
            for (int column = 0; column < CELL; column++) {
                int pixel = (placed.row() * CELL + row) * IMAGE_SIZE + placed.column() * CELL + column;
                double share = brightness * canvas.ink(row, column);
                for (int channel = 0; channel < CHANNELS; channel++) {
                    values[pixel * CHANNELS + channel] = share * placed.color().channel(channel);
                }
            }
        }
    }

    private static double uniform(RandomGenerator random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
