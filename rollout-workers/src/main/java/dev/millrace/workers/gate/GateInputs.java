package dev.millrace.workers.gate;

import java.util.function.LongSupplier;

/**
 * Gathers what the gate counts with. Confined to the worker's thread; the suppliers may be written to by others.
 *
 * <p>The three counts are read one after the other and belong to slightly different moments. The order is such that
 * errors close the gate rather than open it: what shrinks the number of groups underway is read first.
 */
public final class GateInputs {

    private final PublishedGroups published;
    private final LongSupplier dropped;
    private final LongSupplier settled;

    /**
     * @param dropped groups of the run that were dropped as a whole between worker and learner
     * @param settled settled groups of the weights that are served
     */
    public GateInputs(PublishedGroups published, LongSupplier dropped, LongSupplier settled) {
        this.published = published;
        this.dropped = dropped;
        this.settled = settled;
    }

    /**
     * A reading as of now.
     *
     * @param running groups that this worker is sampling
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public GateReading read(int running) {
        long settledNow = settled.getAsLong();
        long droppedNow = dropped.getAsLong();
        return new GateReading(published.total(), droppedNow, settledNow, running);
    }
}
