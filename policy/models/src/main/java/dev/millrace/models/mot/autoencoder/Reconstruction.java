package dev.millrace.models.mot.autoencoder;

import dev.millrace.policy.image.Pixels;
import java.util.List;

/** How well images come back from an autoencoder. Pure. */
public final class Reconstruction {

    private Reconstruction() {}

    /**
     * Peak signal to noise over all values, in dB; more is better.
     *
     * @param restored as many images, of the same sizes
     */
    public static double decibels(List<Pixels> images, List<Pixels> restored) {
        double squares = 0;
        long count = 0;
        for (int image = 0; image < images.size(); image++) {
            float[] given = images.get(image).toArray();
            float[] back = restored.get(image).toArray();
            for (int i = 0; i < given.length; i++) {
                squares += (given[i] - back[i]) * (given[i] - back[i]);
            }
            count += given.length;
        }
        return -10 * Math.log10(squares / count);
    }
}
