package dev.millrace.workers.weights;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What others go by when a version of the weights is served. Safe for all threads. */
public final class AppliedVersions {

    private final CountDownLatch first = new CountDownLatch(1);
    private volatile long settledGroups;

    /**
     * A version is served from now on.
     *
     * @param settled groups that the learner had trained or dropped when it made them
     */
    void applied(long settled) {
        settledGroups = settled;
        first.countDown();
    }

    /** Groups that the learner had settled when it made the weights that are served; 0 before the first. */
    public long settledGroups() {
        return settledGroups;
    }

    /**
     * Waits for the first version.
     *
     * @return whether there is any
     */
    public boolean await(Duration patience) throws InterruptedException {
        return first.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
}
