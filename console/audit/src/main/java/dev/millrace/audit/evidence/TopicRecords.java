package dev.millrace.audit.evidence;

/**
 * How much of a topic was read.
 *
 * @param committed records of committed transactions, and of none
 * @param aborted records of aborted transactions, which nobody sees
 * @param otherRuns of the committed ones, those of other runs
 * @param isWhole whether it was read from its first record on; not so where retention or the learner deleted some
 */
public record TopicRecords(long committed, long aborted, long otherRuns, boolean isWhole) {}
