package dev.millrace.learner.checkpoint;

/**
 * Where a learner stands between two steps.
 *
 * @param step the number of its steps; which version of the weights that is, the lineages of the run say
 * @param nextOffset offset of the experience log at which the next step begins
 * @param settledGroups groups trained or dropped so far
 * @param refusals refused steps in a row just before
 */
public record LearnerPosition(int step, long nextOffset, long settledGroups, int refusals) {

    /** Where a new run stands. */
    public static LearnerPosition beginning(long offset) {
        return new LearnerPosition(0, offset, 0, 0);
    }

    /** After one more step. */
    public LearnerPosition advance(long offset, int groups, boolean refused) {
        return new LearnerPosition(step + 1, offset, settledGroups + groups, refused ? refusals + 1 : 0);
    }
}
