package dev.millrace.models.mot.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Trains an autoencoder to give images back: squared error, with noise on the latents, so that nearby latents give nearby
 * images and the flow need not be exact.
 *
 * <p>With a fixed number of engine threads, the same config gives the same bits on the same kind of machine.
 */
public final class AutoencoderTrainer {

    private static final double LATENT_PENALTY = 1e-3;
    private static final double MAX_GRADIENT_NORM = 1;
    private static final int STATISTICS_BATCHES = 8;

    private final AutoencoderTraining training;
    private final AutoencoderConfig config;

    public AutoencoderTrainer(AutoencoderTraining training, AutoencoderConfig config) {
        this.training = training;
        this.config = config;
    }

    /** Where images come from: a pure function of the step. */
    @FunctionalInterface
    public interface ImageBatches {
        List<Pixels> batch(long step, int size);
    }

    /** Hears of each step. */
    @FunctionalInterface
    public interface Progress {
        void stepDone(int step, float loss);
    }

    /**
     * Trains from random weights.
     *
     * @return the autoencoder; the caller closes it
     * @throws IllegalStateException if a step is not finite
     * @throws InterruptedException if the calling thread is interrupted; nothing is left behind
     */
    public Autoencoder run(ImageBatches images, Progress progress) throws InterruptedException {
        WarmupCosine schedule = training.schedule();
        Map<String, Tensor> start = config.initialize(training.seed());
        try (Autoencoder autoencoder = Autoencoder.of(config, start);
                ParameterTrainer trainer = new ParameterTrainer(
                        config.layout(), autoencoder.parameters().byName(), AdamWSettings.DEFAULT, MAX_GRADIENT_NORM)) {
            for (int step = 0; step < training.steps(); step++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the autoencoder's training was stopped at step " + step);
                }
                List<Pixels> batch = images.batch(step, training.batch());
                Random noise = new Random(training.seed() * 0x9E3779B97F4A7C15L + step);
                float loss = trainer.accumulate(manager -> loss(autoencoder, manager, batch, noise));
                if (trainer.step(schedule.at(step)) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("the autoencoder's training stopped at step " + step + ": "
                            + refused.cause() + "; try a smaller lr than " + training.lr());
                }
                progress.stepDone(step + 1, loss);
            }
            return standardised(autoencoder, images);
        }
    }

    private NDArray loss(Autoencoder autoencoder, NDManager manager, List<Pixels> images, Random random) {
        NDArray target = autoencoder.toArray(manager, images);
        NDArray latents = autoencoder.encodeRaw(target);
        NDArray noise = manager.create(noise(random, Math.toIntExact(latents.size())), latents.getShape());
        NDArray restored = autoencoder.decodeRaw(latents.add(noise));
        NDArray error = restored.sub(target);
        NDArray penalty = TensorOps.scale(latents.mul(latents).mean(), LATENT_PENALTY);
        return error.mul(error).mean().add(penalty);
    }

    private float[] noise(Random random, int size) {
        float[] noise = new float[size];
        for (int i = 0; i < size; i++) {
            noise[i] = (float) (training.latentNoise() * random.nextGaussian());
        }
        return noise;
    }

    /** The same autoencoder, with latents of mean 0 and deviation 1 per channel over fresh images. */
    private Autoencoder standardised(Autoencoder trained, ImageBatches images) {
        int size = config.latentSize();
        double[] sums = new double[size];
        double[] squares = new double[size];
        long count = 0;
        for (int batch = 0; batch < STATISTICS_BATCHES; batch++) {
            float[] latents = trained.encode(images.batch(training.steps() + (long) batch, training.batch()));
            for (int i = 0; i < latents.length; i++) {
                sums[i % size] += latents[i];
                squares[i % size] += (double) latents[i] * latents[i];
            }
            count += latents.length / size;
        }
        float[] means = new float[size];
        float[] deviations = new float[size];
        for (int channel = 0; channel < size; channel++) {
            double mean = sums[channel] / count;
            means[channel] = (float) mean;
            deviations[channel] = (float) Math.sqrt(Math.max(1e-12, squares[channel] / count - mean * mean));
        }
        Map<String, Tensor> weights = new TreeMap<>(trained.toTensors());
        weights.put(Autoencoder.LATENT_MEAN, Tensor.ofFloats(TensorShape.of(size), means));
        weights.put(Autoencoder.LATENT_DEVIATION, Tensor.ofFloats(TensorShape.of(size), deviations));
        return Autoencoder.of(config, weights);
    }
}
