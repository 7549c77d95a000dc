package dev.millrace.learner;

import dev.millrace.learner.LearnerListener.Milestone;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ExperienceReader;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.StepTrainer;
import dev.millrace.schemas.lineage.Lineages;
import java.util.List;

/**
 * One step after another, each a function of the weights before it and of the experience log. Publishes nothing, so that
 * live training and the repetition after a crash are one code. Belongs to the learner's thread.
 */
final class TrainingLoop {

    private final LearnerConfig config;
    private final ExperienceReader reader;
    private final StepTrainer trainer;
    private final LearnerListener listener;
    private final Lineages lineages;
    private LearnerPosition position;

    /**
     * @param lineages of the run, up to the one that trains
     * @param position where the trainer's weights stand
     */
    TrainingLoop(
            LearnerConfig config,
            ExperienceReader reader,
            StepTrainer trainer,
            LearnerListener listener,
            Lineages lineages,
            LearnerPosition position) {
        this.config = config;
        this.reader = reader;
        this.trainer = trainer;
        this.listener = listener;
        this.lineages = lineages;
        this.position = position;
        reader.seek(position.nextOffset());
    }

    /** A step that was made. */
    record Step(ExperienceBatch batch, StepResult result) {

        /** The groups that changed the weights. */
        List<TrainableGroup> trained() {
            return result instanceof StepResult.Trained
                    ? batch.trainable().stream()
                            .filter(group -> result.refusal(group.id()).isEmpty())
                            .toList()
                    : List.of();
        }
    }

    /** Where it stands now. */
    LearnerPosition position() {
        return position;
    }

    /** The lineages of the run, up to the one that trains. */
    Lineages lineages() {
        return lineages;
    }

    /** Waits for the next batch and trains on it. */
    Step next() {
        ExperienceBatch batch = reader.next(lineages.versionAt(position.step()));
        int step = position.step() + 1;
        int version = lineages.versionAt(step);
        listener.reached(Milestone.BATCH_READ, version);
        StepResult result = trainer.train(batch, config.learningRate(step));
        position = position.advance(batch.nextOffset(), batch.groups().size(), result instanceof StepResult.Refused);
        listener.reached(Milestone.TRAINED, version);
        return new Step(batch, result);
    }
}
