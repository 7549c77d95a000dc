package dev.millrace.cli.pretrain;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.autoencoder.AutoencoderTrainer;
import dev.millrace.models.mot.autoencoder.AutoencoderTraining;
import dev.millrace.models.mot.autoencoder.Reconstruction;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.scenes.pretrain.AutoencoderImages;
import dev.millrace.scenes.pretrain.PretrainConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The frozen autoencoder of the images that the policy draws, and how well it gives unseen scenes back. */
final class AutoencoderArtefact implements Artefact {

    static final String NAME = "autoencoder";
    static final String FILE = "model.safetensors";

    /** Apart from the base policy's scenes, whatever the seed. */
    private static final long SEED_OFFSET = 77;

    private static final long HELD_OUT_OFFSET = 4711;
    private static final int HELD_OUT_IMAGES = 512;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        long seed = config.seed();
        AutoencoderTraining training = AutoencoderTraining.defaults().withSeed(seed);
        PretrainingLines steps = new PretrainingLines(name(), training.steps(), report);
        try (Autoencoder autoencoder = new AutoencoderTrainer(training, AutoencoderConfig.base())
                .run(new AutoencoderImages(seed + SEED_OFFSET), steps::stepDone)) {
            Path target = Files.createDirectories(folder.resolve(NAME));
            Files.write(target.resolve(FILE), SafetensorsWriter.toBytes(Safetensors.of(autoencoder.toTensors())));
            List<Pixels> images = new AutoencoderImages(seed + HELD_OUT_OFFSET).batch(0, HELD_OUT_IMAGES);
            report.accept(String.format(
                    Locale.ROOT,
                    "autoencoder on held-out scenes: %.1f dB",
                    Reconstruction.decibels(images, autoencoder.decode(autoencoder.encode(images)))));
            report.accept("autoencoder in " + target + ", weights "
                    + autoencoder.digest().whole());
        }
    }
}
