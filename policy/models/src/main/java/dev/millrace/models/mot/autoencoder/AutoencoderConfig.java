package dev.millrace.models.mot.autoencoder;

import dev.millrace.models.parameters.ParameterInitializer;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shape of an autoencoder: three convolutions of stride 2 down to one latent token per 8×8 pixels, and back.
 *
 * @param imageSize edge of the square image in pixels, a multiple of 8
 * @param channels values per pixel
 * @param fine feature maps at half of the image's edge
 * @param middle feature maps at a quarter
 * @param coarse feature maps at an eighth, where the latent tokens lie
 * @param latentSize values of one latent token
 */
public record AutoencoderConfig(int imageSize, int channels, int fine, int middle, int coarse, int latentSize) {

    static final int KERNEL = 4;
    static final int STRIDE = 8;

    private static final int MIXING_KERNEL = 3;

    public AutoencoderConfig {
        requirePositive("imageSize", imageSize);
        requirePositive("channels", channels);
        requirePositive("fine", fine);
        requirePositive("middle", middle);
        requirePositive("coarse", coarse);
        requirePositive("latentSize", latentSize);
        if (imageSize % STRIDE != 0) {
            throw new IllegalArgumentException("imageSize " + imageSize + " is no multiple of " + STRIDE);
        }
    }

    /** The shape of the autoencoder that ships with the project: 32×32×3 to 16 tokens of 16 values. */
    public static AutoencoderConfig base() {
        return new AutoencoderConfig(32, 3, 32, 64, 96, 16);
    }

    private static void requirePositive(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " must be at least 1, but is " + value);
        }
    }

    /** Latent tokens along one edge. */
    public int latentEdge() {
        return imageSize / STRIDE;
    }

    /** Latent tokens of an image, row by row. */
    public int latentTokens() {
        return latentEdge() * latentEdge();
    }

    /** Values of one latent image. */
    public int latentValues() {
        return latentTokens() * latentSize;
    }

    /** Values of one image. */
    public int imageValues() {
        return imageSize * imageSize * channels;
    }

    /** Random parameters: the same seed gives the same ones on every machine. */
    public Map<String, Tensor> initialize(long seed) {
        return ParameterInitializer.initialize(layout(), seed);
    }

    /** All parameters in a fixed order. Convolutions are (out, in, height, width). */
    List<ParameterSpec> layout() {
        List<ParameterSpec> specs = new ArrayList<>();
        convolution(specs, "encoder.fine", fine, channels, KERNEL);
        convolution(specs, "encoder.middle", middle, fine, KERNEL);
        convolution(specs, "encoder.coarse", coarse, middle, KERNEL);
        convolution(specs, "encoder.latent", latentSize, coarse, 1);
        convolution(specs, "decoder.latent", coarse, latentSize, 1);
        convolution(specs, "decoder.coarse", coarse, coarse, MIXING_KERNEL);
        convolution(specs, "decoder.middle", 4 * middle, coarse, MIXING_KERNEL);
        convolution(specs, "decoder.fine", 4 * fine, middle, MIXING_KERNEL);
        convolution(specs, "decoder.pixels", 4 * channels, fine, MIXING_KERNEL);
        constant(specs, Autoencoder.LATENT_MEAN, 0, latentSize);
        constant(specs, Autoencoder.LATENT_DEVIATION, 1, latentSize);
        return List.copyOf(specs);
    }

    private static void convolution(List<ParameterSpec> specs, String name, int out, int in, int kernel) {
        double std = Math.sqrt(2.0 / (in * kernel * kernel));
        specs.add(new ParameterSpec(name + ".weight", TensorShape.of(out, in, kernel, kernel), 0, std, true));
        constant(specs, name + ".bias", 0, out);
    }

    private static void constant(List<ParameterSpec> specs, String name, double value, int size) {
        specs.add(new ParameterSpec(name, TensorShape.of(size), value, 0, false));
    }
}
