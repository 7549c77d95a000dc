package dev.millrace.scenes.world;

/**
 * How digits are drawn. Lengths are in pixels of a 16×16 cell, angles in radians, intensities in shares of 255.
 *
 * @param jitter standard deviation of a stroke's points, as a share of the glyph
 * @param slant mean of the horizontal shear
 * @param slantSpread half-width of the uniform spread around it
 * @param turn largest rotation either way
 * @param minHeight least height of a glyph
 * @param maxHeight greatest height
 * @param minWeight thinnest stroke
 * @param maxWeight thickest stroke
 * @param softness width of a stroke's fading edge
 * @param minBrightness least share of the full colour
 * @param shift largest displacement of a glyph from the middle of its cell
 * @param noise standard deviation of the noise on every pixel
 */
public record SceneStyle(
        double jitter,
        double slant,
        double slantSpread,
        double turn,
        double minHeight,
        double maxHeight,
        double minWeight,
        double maxWeight,
        double softness,
        double minBrightness,
        double shift,
        double noise) {

    /** Upright, even, crisp strokes: what the base policy is mostly pretrained on. */
    public static final SceneStyle CLEAN =
            new SceneStyle(0.02, 0.0, 0.1, 0.05, 10.5, 12.5, 1.5, 2.1, 1.0, 0.95, 0.5, 0.0);

    /** Uneven, softer strokes, some thick: a share of pretraining, so that the base policy reads more than one hand. */
    public static final SceneStyle VARIED =
            new SceneStyle(0.03, 0.0, 0.2, 0.1, 9.5, 13.5, 1.4, 2.6, 1.6, 0.85, 0.8, 0.0);

    /** Slanted, thin, dim and noisy: what it is aligned to. The shift is one that can be learned, not a loss of what is seen. */
    public static final SceneStyle SHIFTED =
            new SceneStyle(0.035, 0.65, 0.15, 0.08, 11.0, 15.0, 1.0, 1.5, 1.0, 0.8, 0.8, 0.05);
}
