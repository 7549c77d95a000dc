package dev.millrace.workers.weights;

import dev.millrace.models.mot.model.WeightsLease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The weights that are served now, swapped whole; empty until the first. Owns what it holds. Safe for all threads.
 */
public final class PolicySlot implements AutoCloseable {

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable AppliedWeights current;
    private volatile long settledGroups;
    private boolean closed;

    /**
     * Takes ownership of new weights and gives up the old ones, which are freed when their last lease is closed. After
     * {@link #close} they are freed at once.
     */
    public void swap(AppliedWeights next) {
        lock.lock();
        try {
            if (closed) {
                next.weights().close();
                return;
            }
            AppliedWeights previous = current;
            current = next;
            settledGroups = next.settledGroups();
            if (previous != null) {
                previous.weights().close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A lease of the weights that are served now, to be closed by the caller; empty before the first. */
    public Optional<WeightsLease> lease() {
        lock.lock();
        try {
            return Optional.ofNullable(current).map(applied -> applied.weights().lease());
        } finally {
            lock.unlock();
        }
    }

    /** Groups that the learner had settled when it made these weights; 0 before the first. */
    public long settledGroups() {
        return settledGroups;
    }

    /**
     * Waits for the first weights.
     *
     * @return whether there are any
     */
    public boolean await(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (current == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return current != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            AppliedWeights previous = current;
            current = null;
            if (previous != null) {
                previous.weights().close();
            }
        } finally {
            lock.unlock();
        }
    }
}
