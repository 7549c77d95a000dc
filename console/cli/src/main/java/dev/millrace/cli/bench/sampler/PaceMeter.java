package dev.millrace.cli.bench.sampler;

import java.util.function.LongSupplier;

/** How many requests run in a server, summed over time. Safe on any thread. */
final class PaceMeter {

    private final int slots;
    private final LongSupplier nanos;
    private int running;
    private long since;
    private long runningNanos;
    private long fullNanos;
    private long tokens;

    /**
     * @param slots requests that run at most
     * @param nanos the time
     */
    PaceMeter(int slots, LongSupplier nanos) {
        this.slots = slots;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    synchronized void begun() {
        account();
        running++;
    }

    synchronized void ended(int made) {
        account();
        running--;
        tokens += made;
    }

    /** All until now. */
    synchronized PaceReading read() {
        account();
        return new PaceReading(since, runningNanos, fullNanos, tokens);
    }

    private void account() {
        long now = nanos.getAsLong();
        runningNanos += running * (now - since);
        fullNanos += running >= slots ? now - since : 0;
        since = now;
    }
}
