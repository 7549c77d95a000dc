package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.streams.reshaping.TokenMeasures;

/** What the assembly keeps of a trajectory: never its tokens, which stay on their topic. */
public sealed interface HeldTrajectory {

    /** Its place in the group. */
    int index();

    /**
     * A trajectory that can be trained.
     *
     * @param partition partition of the trajectories topic
     * @param offset offset in it
     * @param length number of response tokens, at least 1
     * @param minVersion oldest policy version among its tokens
     * @param maxVersion newest policy version among its tokens
     * @param measures what was measured of its tokens; only what the reshaper reads, else nothing
     */
    record Usable(
            int index, int partition, long offset, int length, int minVersion, int maxVersion, TokenMeasures measures)
            implements HeldTrajectory {}

    /**
     * A trajectory that is there, and bad: it went to the dead letters, and counts as come so that its group need not
     * wait for it.
     *
     * @param reason why it is dropped
     * @param detail the reason in words
     */
    record Refused(int index, DropReason reason, String detail) implements HeldTrajectory {}
}
