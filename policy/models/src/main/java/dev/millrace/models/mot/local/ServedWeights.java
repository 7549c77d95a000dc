package dev.millrace.models.mot.local;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.policy.PolicyVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The weights that are served now, swapped whole; empty until the first. Owns what it holds. Safe for all threads. */
final class ServedWeights implements AutoCloseable {

    private @Nullable PolicyWeights current;
    private boolean closed;

    /**
     * Takes ownership of new weights and gives up the old ones, which are freed when their last lease is closed. After
     * {@link #close} they are freed at once.
     */
    synchronized void swap(PolicyWeights next) {
        if (closed) {
            next.close();
            return;
        }
        PolicyWeights previous = current;
        current = next;
        if (previous != null) {
            previous.close();
        }
    }

    /** A lease of the weights that are served now, to be closed by the caller; empty before the first. */
    synchronized Optional<WeightsLease> lease() {
        return Optional.ofNullable(current).map(PolicyWeights::lease);
    }

    /** The version that is served now; empty before the first. */
    synchronized Optional<PolicyVersion> version() {
        return Optional.ofNullable(current).map(PolicyWeights::version);
    }

    @Override
    public synchronized void close() {
        closed = true;
        PolicyWeights previous = current;
        current = null;
        if (previous != null) {
            previous.close();
        }
    }
}
