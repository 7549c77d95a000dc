package dev.millrace.workers.gate;

/**
 * Admits prompts only while what they yield can be trained before it is too old.
 *
 * <p>AReaL's capacity, {@code min(max_concurrent − running, (η + v + 1)·B − (accepted + running))}, with two terms
 * generalised: {@code v·B} is the number of groups the learner has settled, which also holds when it drops some, and
 * {@code accepted} leaves out groups that were dropped on the way, which will never use up the learner's budget.
 *
 * <p>Several workers read the same counts and see each other's {@link Claims}. Only while partitions change hands may they
 * overshoot by a batch; the learner drops what is too old all the same.
 *
 * @param maxStaleness η, versions that a trained token may be older than the weights it trains; 0 is on-policy
 * @param batchGroups B, groups that the learner trains in one step
 * @param maxConcurrent groups that one worker samples at a time at most
 */
public record StalenessGate(int maxStaleness, int batchGroups, int maxConcurrent) {

    /** @throws IllegalArgumentException if a limit is out of range */
    public StalenessGate {
        if (maxStaleness < 0) {
            throw new IllegalArgumentException("max_staleness must not be negative, but is " + maxStaleness);
        }
        if (batchGroups < 1) {
            throw new IllegalArgumentException("batch_groups must be at least 1, not " + batchGroups);
        }
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException("max_concurrent must be at least 1, not " + maxConcurrent);
        }
    }

    /** Groups that may be underway at a time. */
    public long budget() {
        return (maxStaleness + 1L) * batchGroups;
    }

    /** Groups that may be begun now; 0 when the gate is closed. */
    public int capacity(GateReading reading) {
        long byStaleness = budget() - reading.underway();
        long byConcurrency = (long) maxConcurrent - reading.running();
        return (int) Math.max(0, Math.min(byConcurrency, byStaleness));
    }
}
