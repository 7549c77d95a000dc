package dev.millrace.replay.grouplog;

/**
 * What of a log became groups, and what did not.
 *
 * @param records records read
 * @param groups groups given out
 * @param trajectories trajectories in them
 * @param experiences those of the groups that were to be trained
 * @param dropped those that were dropped whole
 * @param open those that were neither by the end of the log
 * @param refused trajectories that are not in their groups, as their payload is bad
 * @param lateScores late scores in the groups
 * @param lateScoresLeftOut late scores that came after their group was given out
 * @param otherGroups groups of the run outside the range
 * @param unreadable records that could not be read
 */
public record LogCounts(
        long records,
        long groups,
        long trajectories,
        long experiences,
        long dropped,
        long open,
        long refused,
        long lateScores,
        long lateScoresLeftOut,
        long otherGroups,
        long unreadable) {}
