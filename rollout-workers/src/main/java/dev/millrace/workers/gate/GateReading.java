package dev.millrace.workers.gate;

/**
 * What the staleness gate counts with, in groups of one run.
 *
 * @param published groups that all workers have published
 * @param dropped published groups that were dropped as a whole before they reached the learner
 * @param settled groups that the learner had trained or dropped when it made the weights that are served
 * @param running groups that this worker is sampling
 * @param elsewhere groups that other workers are sampling
 */
public record GateReading(long published, long dropped, long settled, int running, long elsewhere) {

    /** @throws IllegalArgumentException if a count is negative */
    public GateReading {
        if (published < 0 || dropped < 0 || settled < 0 || running < 0 || elsewhere < 0) {
            throw new IllegalArgumentException("a count of groups is negative: published " + published + ", dropped "
                    + dropped + ", settled " + settled + ", running " + running + ", elsewhere " + elsewhere);
        }
    }

    /** Groups on their way: sampled or being sampled, and not yet trained or dropped. */
    public long underway() {
        return published - dropped - settled + running + elsewhere;
    }
}
