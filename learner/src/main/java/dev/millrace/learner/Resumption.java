package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.CommittedState;
import dev.millrace.schemas.lineage.Lineages;
import java.util.Optional;

/**
 * How a learner gets from its checkpoint to where its run goes on. Pure.
 *
 * @param committed where the log stands; empty for a new run
 * @param position of the checkpoint, or of the base policy where there is none
 * @param lineages of the run, up to the one that is to be trained
 * @param rewinds whether that one begins now
 */
record Resumption(Optional<CommittedState> committed, LearnerPosition position, Lineages lineages, boolean rewinds) {

    /**
     * Decides.
     *
     * @param checkpoint the newest one from which the run goes on
     * @param position its position, or that of the base policy
     * @throws ResumeException if the learner would go back further than it ever should
     */
    static Resumption of(
            Resume resume,
            Optional<CommittedState> committed,
            Optional<LearnerCheckpoints.Loaded> checkpoint,
            LearnerPosition position) {
        if (committed.isEmpty()) {
            return new Resumption(committed, position, Lineages.NONE, false);
        }
        CommittedState state = committed.get();
        if (resume != Resume.REWIND || position.step() >= state.step()) {
            return new Resumption(committed, position, state.lineages(), false);
        }
        if (position.step() < state.oldestCheckpoint()) {
            throw new ResumeException("the log has committed step " + state.step()
                    + ", and the run has kept checkpoints from step " + state.oldestCheckpoint() + " on, but "
                    + checkpoint
                            .map(older -> "the newest that can be used is of step " + position.step())
                            .orElse("none of them is there")
                    + ": it is not rewound further. Give learner.checkpoint.folder the folder that the run has used;"
                    + " learner.resume=exact repeats all steps from the experience, where the device repeats bits");
        }
        return new Resumption(committed, position, state.lineages().after(position.step(), state.version()), true);
    }

    /**
     * Requires that weights are those that the checkpoint was written with, before they are published again.
     *
     * @param sha256 their digest
     * @throws ResumeException if they are others
     */
    static void requireSame(LearnerCheckpoints.Loaded checkpoint, String sha256) {
        String written = checkpoint.weightsSha256();
        if (!written.isEmpty() && !written.equals(sha256)) {
            throw new ResumeException(
                    "checkpoint " + checkpoint.folder() + " gives weights with SHA-256 " + sha256
                            + ", but was written with " + written
                            + ": the policy is loaded otherwise than it was. Resume with the settings of policy that the run had");
        }
    }
}
