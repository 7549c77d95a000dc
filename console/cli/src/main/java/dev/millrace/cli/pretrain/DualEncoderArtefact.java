package dev.millrace.cli.pretrain;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.scenes.referee.DualEncoder;
import dev.millrace.scenes.referee.DualEncoderTraining;
import dev.millrace.scenes.referee.RefereeTraining;
import dev.millrace.scenes.referee.RefereeWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** The referee of meaning, and how well it tells right images from nearly right ones. */
final class DualEncoderArtefact implements Artefact {

    private static final int HELD_OUT_PROMPTS = 400;

    @Override
    public String name() {
        return DualEncoder.NAME;
    }

    @Override
    public void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        RefereeTraining training = DualEncoderTraining.defaults().withSeed(config.seed());
        PretrainingLines steps = new PretrainingLines(name(), training.steps(), report);
        RefereeWeights weights = DualEncoderTraining.run(training, steps::stepDone);
        Path target = folder.resolve(ReaderArtefact.FOLDER);
        weights.write(target, DualEncoder.FILE);
        try (DualEncoder encoder = DualEncoder.load(ModelSource.folder(target))) {
            DualEncoderTraining.Accuracy accuracy = DualEncoderTraining.accuracy(encoder, HELD_OUT_PROMPTS);
            report.accept(String.format(
                    Locale.ROOT,
                    "dual encoder on held-out prompts, the right image above one nearly right: %.4f whole, %.4f dense",
                    accuracy.whole(),
                    accuracy.dense()));
        }
        report.accept("dual encoder in " + target.resolve(DualEncoder.FILE) + ", weights " + weights.digest());
    }
}
