package dev.millrace.learner.objective;

/**
 * Size of a whole batch, which the loss of each of its micro-batches is normalised by.
 *
 * @param sequences trajectories, at least 1
 * @param tokens response tokens of all of them, at least 1
 */
public record BatchSize(int sequences, long tokens) {

    public BatchSize {
        if (sequences < 1 || tokens < sequences) {
            throw new IllegalArgumentException("no batch has " + sequences + " sequences and " + tokens + " tokens");
        }
    }

    /** The share of some of its tokens in all of them. */
    public double share(long some) {
        return (double) some / tokens;
    }
}
