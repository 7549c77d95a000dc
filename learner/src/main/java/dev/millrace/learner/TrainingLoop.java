package dev.millrace.learner;

import dev.millrace.learner.LearnerListener.Milestone;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ExperienceReader;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.StepTrainer;

/**
 * One step after another, each a function of the weights before it and of the experience log. Publishes nothing, so that
 * live training and the repetition after a crash are one code. Belongs to the learner's thread.
 */
final class TrainingLoop {

    private final LearnerConfig config;
    private final ExperienceReader reader;
    private final StepTrainer trainer;
    private final LearnerListener listener;
    private LearnerPosition position;

    /** @param position where the trainer's weights stand */
    TrainingLoop(
            LearnerConfig config,
            ExperienceReader reader,
            StepTrainer trainer,
            LearnerListener listener,
            LearnerPosition position) {
        this.config = config;
        this.reader = reader;
        this.trainer = trainer;
        this.listener = listener;
        this.position = position;
        reader.seek(position.nextOffset());
    }

    /** A step that was made. */
    record Step(ExperienceBatch batch, StepResult result) {}

    /** Where it stands now. */
    LearnerPosition position() {
        return position;
    }

    /** Waits for the next batch and trains on it. */
    Step next() {
        ExperienceBatch batch = reader.next(position.version());
        int version = position.version() + 1;
        listener.reached(Milestone.BATCH_READ, version);
        StepResult result = trainer.train(batch, config.learningRate(version));
        position = position.advance(batch.nextOffset(), batch.groups().size(), result instanceof StepResult.Refused);
        listener.reached(Milestone.TRAINED, version);
        return new Step(batch, result);
    }
}
