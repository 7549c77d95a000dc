package dev.millrace.learner;

import dev.millrace.schemas.avro.TrainingStep;

/** Hears of a learner's progress, on the learner's thread. What it throws ends the learner. */
public interface LearnerListener {

    /** Hears nothing. */
    LearnerListener NONE = new LearnerListener() {};

    /** Moments of a step, in their order. */
    enum Milestone {
        /** The batch is complete and its trajectories are read. */
        BATCH_READ,
        /** The optimizer has changed the weights in memory. */
        TRAINED,
        /** The records of the step are sent; its transaction is open. */
        SENT,
        /** The transaction is committed. */
        COMMITTED,
        /** A checkpoint is written. */
        SAVED
    }

    /**
     * A milestone of the step that makes a version is reached.
     *
     * @param version the version that the step makes
     */
    default void reached(Milestone milestone, int version) {}

    /** The learner has gone back to a checkpoint, and a lineage has begun there; it is committed and visible to everybody. */
    default void rewound(TrainingStep beginning) {}

    /** A step is committed and visible to everybody. */
    default void committed(TrainingStep step) {}
}
