package dev.millrace.policy.model;

/**
 * The weights now in use, swapped whole: a reader gets all of one version or all of another. Owns what it holds.
 *
 * <p>Safe for all threads.
 */
public final class WeightsSlot implements AutoCloseable {

    private PolicyWeights current;

    /** Takes ownership of the first weights. */
    public WeightsSlot(PolicyWeights initial) {
        this.current = initial;
    }

    /** A lease of the current weights. */
    public synchronized WeightsLease lease() {
        return current.lease();
    }

    public synchronized PolicyVersion version() {
        return current.version();
    }

    /** Takes ownership of new weights and gives up the old ones, which are freed when their last lease is closed. */
    public synchronized void swap(PolicyWeights next) {
        PolicyWeights previous = current;
        current = next;
        previous.close();
    }

    @Override
    public synchronized void close() {
        current.close();
    }
}
