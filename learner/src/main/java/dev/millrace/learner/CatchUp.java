package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.CommittedState;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the steps between a checkpoint and what the log has committed, and proves that they came out the same. Nothing
 * is published: all of it was.
 */
final class CatchUp {

    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

    private CatchUp() {}

    /**
     * Brings a loop to the committed state.
     *
     * @param weights the digest of the loop's weights
     * @param hint what may have caused a difference, for the message
     * @param stopping whether to give up between two steps
     * @return whether it got there, and was not stopped
     * @throws ResumeException if it ends with other weights or at another offset than the log says
     */
    static boolean run(
            TrainingLoop loop,
            CommittedState committed,
            Supplier<String> weights,
            String hint,
            BooleanSupplier stopping) {
        int from = loop.position().step();
        if (from < committed.step()) {
            log.atInfo()
                    .addKeyValue("from", from)
                    .addKeyValue("to", committed.step())
                    .log("repeating committed steps from the experience log");
        }
        while (loop.position().step() < committed.step()) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            loop.next();
        }
        requireSame(loop.position(), committed, weights.get(), from, hint);
        return true;
    }

    private static void requireSame(
            LearnerPosition position, CommittedState committed, String sha256, int from, String hint) {
        boolean isRepeated = from < committed.step();
        String repeated = isRepeated
                ? "repeating steps " + (from + 1) + " to " + committed.step()
                : "the checkpoint of step " + from;
        String advice = isRepeated ? hint + ". " + rewinding(from) : hint;
        if (!sha256.equals(committed.weightsSha256())) {
            throw new ResumeException(
                    repeated + " gives weights with SHA-256 " + sha256 + ", but the log has committed "
                            + committed.weightsSha256() + " as version " + committed.version() + ". " + advice);
        }
        if (position.nextOffset() != committed.nextOffset() || position.settledGroups() != committed.settledGroups()) {
            throw new ResumeException(repeated + " ends at offset " + position.nextOffset() + " with "
                    + position.settledGroups() + " settled groups, but the log has committed offset "
                    + committed.nextOffset() + " with " + committed.settledGroups() + ". " + advice);
        }
    }

    private static String rewinding(int from) {
        return "Where the device does not repeat bits, or they are not needed, learner.resume=rewind goes back to step "
                + from + " and trains again from there, in a new lineage";
    }
}
