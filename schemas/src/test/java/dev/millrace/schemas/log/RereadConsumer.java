package dev.millrace.schemas.log;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** A mock that gives records again when it is sent back, as a broker does. */
public final class RereadConsumer extends MockConsumer<byte[], byte[]> {

    private final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();

    public RereadConsumer() {
        super("none");
    }

    /** Adds a record to what is there; its partition is assigned. */
    public void append(ConsumerRecord<byte[], byte[]> record) {
        all.add(record);
        addRecord(record);
    }

    /** The record will be there when the consumer is sent to a place before it. */
    void keep(ConsumerRecord<byte[], byte[]> record) {
        all.add(record);
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        super.seek(partition, offset);
        all.stream().filter(record -> record.offset() >= offset).forEach(this::addRecord);
    }
}
