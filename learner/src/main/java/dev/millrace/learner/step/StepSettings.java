package dev.millrace.learner.step;

import dev.millrace.learner.objective.ObjectiveConfig;

/**
 * How a batch is trained.
 *
 * @param objective what is minimised
 * @param miniBatches optimizer steps made of a batch, at least 1
 * @param limit of one forward and backward pass
 * @param heldVersions earlier versions that are held in memory, to compute again what they sampled; at least 0
 */
public record StepSettings(ObjectiveConfig objective, int miniBatches, MicroBatchLimit limit, int heldVersions) {

    public StepSettings {
        if (miniBatches < 1 || heldVersions < 0) {
            throw new IllegalArgumentException(
                    "a batch is trained in at least 1 mini-batch, with 0 or more versions held," + " not " + miniBatches
                            + " and " + heldVersions);
        }
    }

    /** One optimizer step a batch, and no versions held. */
    public static StepSettings of(ObjectiveConfig objective, MicroBatchLimit limit) {
        return new StepSettings(objective, 1, limit, 0);
    }
}
