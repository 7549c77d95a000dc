package dev.millrace.cli.pretrain;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.scenes.referee.ObjectReader;
import dev.millrace.scenes.referee.ReaderTraining;
import dev.millrace.scenes.referee.RefereeTraining;
import dev.millrace.scenes.referee.RefereeWeights;
import dev.millrace.scenes.world.SceneStyle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** The referee that reads objects, and what it is worth on scenes it has not seen. */
final class ReaderArtefact implements Artefact {

    static final String FOLDER = "referee";

    private static final int HELD_OUT_IMAGES = 1_000;

    @Override
    public String name() {
        return ObjectReader.NAME;
    }

    @Override
    public void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        RefereeTraining training = ReaderTraining.defaults().withSeed(config.seed());
        PretrainingLines steps = new PretrainingLines(name(), training.steps(), report);
        RefereeWeights weights = ReaderTraining.run(training, steps::stepDone);
        Path target = folder.resolve(FOLDER);
        weights.write(target, ObjectReader.FILE);
        try (ObjectReader reader = ObjectReader.load(ModelSource.folder(target))) {
            report(reader, "clean", SceneStyle.CLEAN, report);
            report(reader, "shifted", SceneStyle.SHIFTED, report);
        }
        report.accept("reader in " + target.resolve(ObjectReader.FILE) + ", weights " + weights.digest());
    }

    private static void report(ObjectReader reader, String name, SceneStyle style, Consumer<String> report) {
        ReaderTraining.Accuracy accuracy = ReaderTraining.accuracy(reader, style, HELD_OUT_IMAGES);
        report.accept(String.format(
                Locale.ROOT,
                "reader on held-out scenes, %s: %.4f of the cells, %.4f of the colors",
                name,
                accuracy.digits(),
                accuracy.colors()));
    }
}
