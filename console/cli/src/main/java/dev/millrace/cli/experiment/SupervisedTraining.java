package dev.millrace.cli.experiment;

import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.data.Sight;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.pretrain.PretrainSection;
import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.pretrain.DrawingExamples;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.scenes.pretrain.Pretrainer;
import dev.millrace.scenes.pretrain.SceneExamples;
import dev.millrace.scenes.world.DrawnExample;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What alignment by rewards is held against: the same policy, trained on the right answers and images of the prompts that a run of
 * these settings is fed, over and over as rewards have it sampled. An epoch is all of them.
 */
final class SupervisedTraining {

    private final MillraceConfig settings;
    private final ExperimentData data;
    private final StopSignal signal;

    /**
     * @param settings of the run; {@code pretrain} says how it is trained
     * @param data whose prompts are drawn
     * @throws UsageException if they are a data set's, which knows no right images
     */
    SupervisedTraining(MillraceConfig settings, ExperimentData data, StopSignal signal) {
        if (data.training().isPresent()) {
            throw new UsageException("a supervised setting trains on prompts that are drawn, as a data set holds no"
                    + " right images; leave it out with --only, or give no --data");
        }
        if (data.sight() != Sight.OWN) {
            throw new UsageException("a supervised setting trains on scenes with their own images; leave it out with"
                    + " --only, or --data " + data.name());
        }
        this.settings = settings;
        this.data = data;
        this.signal = signal;
    }

    /** Samples of one step, as a step of rewards counts them. */
    static long samplesPerStep(MillraceConfig settings) {
        PretrainConfig training = PretrainSection.of(settings);
        return (long) training.batch() + training.drawingBatch();
    }

    /**
     * Trains.
     *
     * @param begun the policy it begins with
     * @param target folder of the trained policy
     * @return the trained policy; empty if it was stopped
     */
    Optional<ModelSource> run(ModelSource begun, Path target) throws InterruptedException {
        PretrainConfig training = PretrainSection.of(settings);
        SavedModel model = SavedModel.read(begun);
        PolicyConfig architecture = model.config();
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        DemoData.Counts counts = DemoData.Counts.of(settings);
        long seed = settings.run().seed();
        LongFunction<DrawnExample> scenes = ScenePrompts.ONE_SIZE.answered(seed);
        List<DrawingTask> tasks = data.drawings().tasks(seed, counts.drawings());
        try (Autoencoder autoencoder = model.openAutoencoder();
                PolicyWeights weights = new Pretrainer(training, architecture, tokenizer.special())
                        .run(
                                model.tensors(),
                                new SceneExamples(
                                        index -> scenes.apply(index % counts.questions()),
                                        training.reasoning(),
                                        tokenizer,
                                        architecture),
                                new DrawingExamples(
                                        seed,
                                        index -> tasks.get((int) (index % tasks.size())),
                                        tokenizer,
                                        architecture,
                                        autoencoder,
                                        training.promptDropout()),
                                (step, answering, drawing, snapshot) -> goOn())) {
            SavedModel.of(weights).with(autoencoder).write(target);
            return Optional.of(ModelSource.folder(target));
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    private void goOn() {
        if (signal.isRequested()) {
            throw new StoppedException();
        }
    }

    /** Ends training that nobody waits for any more. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
