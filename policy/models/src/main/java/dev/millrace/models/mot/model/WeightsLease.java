package dev.millrace.models.mot.model;

import dev.millrace.models.parameters.WeightsException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A hold on weights in use; must be closed, from any thread. */
public final class WeightsLease implements AutoCloseable {

    private final PolicyWeights weights;
    private final AtomicBoolean closed = new AtomicBoolean();

    WeightsLease(PolicyWeights weights) {
        this.weights = weights;
    }

    public PolicyWeights weights() {
        return weights;
    }

    /** The arrays, to be read only. */
    public PolicyParameters parameters() {
        if (closed.get()) {
            throw new WeightsException("this lease of version " + weights.version() + " is closed");
        }
        return weights.parameters();
    }

    /** The policy with these weights; not to be used after the lease is closed. */
    public Transformer transformer() {
        return new Transformer(parameters());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            weights.release();
        }
    }
}
