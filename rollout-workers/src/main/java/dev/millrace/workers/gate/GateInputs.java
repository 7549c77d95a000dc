package dev.millrace.workers.gate;

import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Gathers what the gate counts with. Confined to the worker's thread; the suppliers may be written to by others.
 *
 * <p>The three counts are read one after the other and belong to slightly different moments. The order is such that
 * errors close the gate rather than open it: what shrinks the number of groups underway is read first.
 */
public final class GateInputs {

    private final PublishedGroups published;
    private final Claims claims;
    private final LongSupplier dropped;
    private final LongSupplier settled;

    /**
     * @param claims what other workers have begun
     * @param dropped groups of the run that were dropped as a whole between worker and learner
     * @param settled settled groups of the weights that are served
     */
    public GateInputs(PublishedGroups published, Claims claims, LongSupplier dropped, LongSupplier settled) {
        this.published = published;
        this.claims = claims;
        this.dropped = dropped;
        this.settled = settled;
    }

    /**
     * A reading as of now.
     *
     * @param own partitions of this worker
     * @param running groups that it is sampling
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public GateReading read(Set<TopicPartition> own, int running) {
        long settledNow = settled.getAsLong();
        long droppedNow = dropped.getAsLong();
        // Before what is published: a group that is published in between counts twice, and not never.
        long elsewhere = claims.others(own);
        return new GateReading(published.total(), droppedNow, settledNow, running, elsewhere);
    }

    /**
     * Tells the other workers.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not take it
     */
    public void state(Set<TopicPartition> own, int groups) {
        claims.state(own, groups);
    }
}
