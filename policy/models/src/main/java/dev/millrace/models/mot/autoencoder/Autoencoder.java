package dev.millrace.models.mot.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.WeightsDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A frozen convolutional autoencoder: the latent tokens the policy draws by rectified flow, as LVRPO's VAE tokens.
 *
 * <p>Each channel of the latents has mean 0 and standard deviation 1 over the images it was trained on, so that the flow
 * may begin at standard normal noise. Owns its memory until closed; reading is safe for all threads.
 */
public final class Autoencoder implements AutoCloseable {

    private static final String RESOURCE = "model.safetensors";

    static final String LATENT_MEAN = "latent.mean";
    static final String LATENT_DEVIATION = "latent.deviation";

    /** Pixels are centred on what they mostly are, the dark background, and scaled to about unit deviation. */
    private static final float PIXEL_MEAN = 0.1f;

    private static final float PIXEL_DEVIATION = 0.25f;

    private static final Shape TWO = new Shape(2, 2);
    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NONE = new Shape(0, 0);

    private final AutoencoderConfig config;
    private final ParameterArrays parameters;
    private final WeightsDigest digest;

    private Autoencoder(AutoencoderConfig config, ParameterArrays parameters) {
        this.config = config;
        this.parameters = parameters;
        this.digest = WeightsDigest.of(parameters.sources());
    }

    /**
     * An autoencoder of these weights.
     *
     * @throws dev.millrace.models.parameters.WeightsException naming the tensor that does not fit the architecture
     */
    public static Autoencoder of(AutoencoderConfig config, Map<String, Tensor> weights) {
        return new Autoencoder(config, ParameterArrays.load(config.layout(), weights));
    }

    /** The autoencoder that ships with the project; the caller closes it. */
    public static Autoencoder shipped() {
        try (InputStream in = Autoencoder.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing from the policy module");
            }
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
            return of(
                    AutoencoderConfig.base(),
                    SafetensorsReader.read(bytes, "the shipped autoencoder").tensors());
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
        }
    }

    public AutoencoderConfig config() {
        return config;
    }

    /** Identifies the weights. */
    public WeightsDigest digest() {
        return digest;
    }

    /** What a policy draws whose images this one decodes. */
    public DrawingConfig drawing() {
        return new DrawingConfig(config.latentTokens(), config.latentSize(), digest.whole());
    }

    /**
     * Checks that this is the autoencoder whose latents a policy draws.
     *
     * @throws IllegalArgumentException naming the sizes, or else the digests, if it is another
     */
    public void requireFor(DrawingConfig policy) {
        DrawingConfig decoded = drawing();
        if (decoded.latentTokens() != policy.latentTokens() || decoded.latentSize() != policy.latentSize()) {
            throw new IllegalArgumentException("the policy draws " + policy.latentTokens() + " latent tokens of "
                    + policy.latentSize() + " values, but the autoencoder decodes " + decoded.latentTokens() + " of "
                    + decoded.latentSize());
        }
        if (!decoded.autoencoder().equals(policy.autoencoder())) {
            throw new IllegalArgumentException("the policy draws for the autoencoder " + policy.autoencoder()
                    + ", but this one is " + decoded.autoencoder() + ", which would make other images of its latents");
        }
    }

    /** The weights by name. */
    public Map<String, Tensor> toTensors() {
        return parameters.toTensors();
    }

    /**
     * The latents of images, B × tokens × size values, image by image, token by token.
     *
     * @throws IllegalArgumentException if an image has another size
     */
    public float[] encode(List<Pixels> images) {
        try (NoGradScope scope = NoGradScope.open()) {
            return encode(toArray(scope.manager(), images)).toFloatArray();
        }
    }

    /**
     * The images of latents.
     *
     * @param latents B × tokens × size values, image by image
     */
    public List<Pixels> decode(float[] latents) {
        int count = latents.length / config.latentValues();
        if (count * config.latentValues() != latents.length) {
            throw new IllegalArgumentException(
                    latents.length + " values are no whole number of latents of " + config.latentValues());
        }
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray shaped =
                    scope.manager().create(latents, new Shape(count, config.latentTokens(), config.latentSize()));
            float[] values = decode(shaped).toFloatArray();
            List<Pixels> images = new ArrayList<>();
            for (int image = 0; image < count; image++) {
                int begin = image * config.imageValues();
                images.add(Pixels.of(
                        config.imageSize(),
                        config.imageSize(),
                        config.channels(),
                        Arrays.copyOfRange(values, begin, begin + config.imageValues())));
            }
            return images;
        }
    }

    /** Pixels as the networks take them, (B, channels, H, W). */
    NDArray toArray(NDManager manager, List<Pixels> images) {
        float[] values = new float[images.size() * config.imageValues()];
        int next = 0;
        for (Pixels image : images) {
            if (image.width() != config.imageSize()
                    || image.height() != config.imageSize()
                    || image.channels() != config.channels()) {
                throw new IllegalArgumentException("the image is " + image.width() + "x" + image.height() + "x"
                        + image.channels() + ", but the autoencoder takes " + config.imageSize() + "x"
                        + config.imageSize() + "x" + config.channels());
            }
            for (float value : image.toArray()) {
                values[next++] = (value - PIXEL_MEAN) / PIXEL_DEVIATION;
            }
        }
        return manager.create(
                        values, new Shape(images.size(), config.imageSize(), config.imageSize(), config.channels()))
                .transpose(0, 3, 1, 2);
    }

    /** (B, channels, H, W) to standardised latents, (B, tokens, size). */
    private NDArray encode(NDArray images) {
        NDArray tokens = tokens(encodeRaw(images));
        return tokens.sub(parameters.get(LATENT_MEAN)).div(parameters.get(LATENT_DEVIATION));
    }

    /** (B, tokens, size), standardised, to (B, H, W, channels) in [0, 1]. */
    private NDArray decode(NDArray latents) {
        NDArray raw = latents.mul(parameters.get(LATENT_DEVIATION)).add(parameters.get(LATENT_MEAN));
        NDArray maps = raw.transpose(0, 2, 1)
                .reshape(new Shape(
                        latents.getShape().get(0), config.latentSize(), config.latentEdge(), config.latentEdge()));
        return decodeRaw(maps)
                .transpose(0, 2, 3, 1)
                .mul(PIXEL_DEVIATION)
                .add(PIXEL_MEAN)
                .clip(0, 1);
    }

    /** Latent maps (B, size, edge, edge) as tokens (B, tokens, size). */
    NDArray tokens(NDArray maps) {
        Shape shape = new Shape(maps.getShape().get(0), config.latentSize(), config.latentTokens());
        return maps.reshape(shape).transpose(0, 2, 1);
    }

    /** Scaled images (B, channels, H, W) to latent maps (B, size, edge, edge), not standardised. */
    NDArray encodeRaw(NDArray images) {
        NDArray fine = TensorOps.silu(convolve(images, "encoder.fine", TWO, ONE));
        NDArray middle = TensorOps.silu(convolve(fine, "encoder.middle", TWO, ONE));
        NDArray coarse = TensorOps.silu(convolve(middle, "encoder.coarse", TWO, ONE));
        return convolve(coarse, "encoder.latent", ONE, NONE);
    }

    /** Latent maps (B, size, edge, edge), not standardised, to scaled images (B, channels, H, W). */
    NDArray decodeRaw(NDArray latents) {
        NDArray coarse = TensorOps.silu(convolve(latents, "decoder.latent", ONE, NONE));
        NDArray mixed = TensorOps.silu(convolve(coarse, "decoder.coarse", ONE, ONE));
        NDArray middle = TensorOps.silu(widen(mixed, "decoder.middle"));
        NDArray fine = TensorOps.silu(widen(middle, "decoder.fine"));
        return widen(fine, "decoder.pixels");
    }

    private NDArray convolve(NDArray x, String name, Shape stride, Shape padding) {
        return TensorOps.convolution(
                x, parameters.get(name + ".weight"), parameters.get(name + ".bias"), stride, padding);
    }

    /** Doubles both edges: each position's values become four pixels (Shi et al., arXiv 1609.05158). */
    private NDArray widen(NDArray x, String name) {
        NDArray packed = convolve(x, name, ONE, ONE);
        Shape shape = packed.getShape();
        long maps = shape.get(1) / 4;
        return packed.reshape(new Shape(shape.get(0), maps, 2, 2, shape.get(2), shape.get(3)))
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(new Shape(shape.get(0), maps, 2 * shape.get(2), 2 * shape.get(3)));
    }

    ParameterArrays parameters() {
        return parameters;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
