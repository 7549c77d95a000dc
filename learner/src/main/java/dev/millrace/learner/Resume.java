package dev.millrace.learner;

import dev.millrace.policy.learning.TrainablePolicy;

/** How a learner goes on that was ended between two checkpoints. */
public enum Resume {
    /** {@link #EXACT} where the policy's steps give the same bits again, as on a CPU; {@link #REWIND} where they do not. */
    AUTO,
    /** It repeats the steps since its checkpoint, and goes on only with the very weights that it had published. */
    EXACT,
    /** It goes back to its checkpoint, says so on the log, and trains again from there, in a new lineage. */
    REWIND;

    /** What this comes to for a policy. */
    Resume of(TrainablePolicy policy) {
        if (this != AUTO) {
            return this;
        }
        return policy.repeatsSteps() ? EXACT : REWIND;
    }
}
