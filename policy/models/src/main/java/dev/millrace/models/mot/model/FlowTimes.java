package dev.millrace.models.mot.model;

/**
 * Times of rectified flow as features: sines and cosines of geometrically spaced frequencies, as for diffusion steps.
 * Pure; t runs from 0 (data) to 1 (noise).
 */
final class FlowTimes {

    /** Features of one time. */
    static final int FEATURES = 64;

    private static final double SCALE = 1000;
    private static final double LONGEST = 10_000;

    private FlowTimes() {}

    /** The features of each time, row by row. */
    static float[] features(float[] times) {
        int half = FEATURES / 2;
        float[] features = new float[times.length * FEATURES];
        for (int row = 0; row < times.length; row++) {
            for (int i = 0; i < half; i++) {
                double angle = SCALE * times[row] * Math.pow(LONGEST, -(double) i / half);
                features[row * FEATURES + i] = (float) Math.cos(angle);
                features[row * FEATURES + half + i] = (float) Math.sin(angle);
            }
        }
        return features;
    }
}
