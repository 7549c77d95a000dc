package dev.millrace.workers.batches;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Batches in the order in which they were taken. Only the oldest is ever given out, so that offsets are committed in their
 * order. Confined to the worker's thread.
 */
public final class BatchesUnderWay {

    private final Deque<BatchUnderWay> batches = new ArrayDeque<>();

    /** One more, taken after all others. */
    public void add(BatchUnderWay batch) {
        batches.addLast(batch);
    }

    public boolean isEmpty() {
        return batches.isEmpty();
    }

    /** How many are still being sampled. */
    public int running() {
        return (int) batches.stream().filter(batch -> !batch.isDone()).count();
    }

    /** Whether the oldest waits to be taken out. */
    public boolean isOldestDone() {
        BatchUnderWay oldest = batches.peekFirst();
        return oldest != null && oldest.isDone();
    }

    /** Groups of all of them. */
    public int groups() {
        return batches.stream().mapToInt(BatchUnderWay::groups).sum();
    }

    /** Waits until the oldest is done, but no longer than this; for as long as that where there is none. */
    public void await(Duration most) {
        BatchUnderWay oldest = batches.peekFirst();
        if (oldest == null) {
            LockSupport.parkNanos(most.toNanos());
        } else if (!most.isNegative()) {
            oldest.await(most);
        }
    }

    /** Takes the oldest out, if it is done. */
    public Optional<BatchUnderWay> takeDone() {
        BatchUnderWay oldest = batches.peekFirst();
        return oldest != null && oldest.isDone() ? Optional.of(batches.removeFirst()) : Optional.empty();
    }

    /** Forgets all of them; what they have made so far is lost, and their prompts are read again. */
    public void giveUp() {
        batches.forEach(BatchUnderWay::giveUp);
        batches.clear();
    }
}
