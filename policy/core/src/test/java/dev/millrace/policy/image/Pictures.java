package dev.millrace.policy.image;

import java.util.Random;

/** Pictures for tests. */
public final class Pictures {

    private Pictures() {}

    /** Noise: compresses badly, so that every byte of its file matters. */
    public static RgbImage noise(int width, int height, long seed) {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).nextBytes(rgb);
        return RgbImage.of(width, height, rgb);
    }
}
