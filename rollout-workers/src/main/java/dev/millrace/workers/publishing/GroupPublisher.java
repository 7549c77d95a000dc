package dev.millrace.workers.publishing;

import dev.millrace.workers.gate.PartitionProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the outcomes of a batch and the offsets of its prompts in one transaction.
 *
 * <p>After a failure the transaction is aborted and the producer replaced by a new one, whose start ends whatever the
 * old one left open. The caller rewinds and samples again. Confined to the worker's thread.
 */
public final class GroupPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupPublisher.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final OutcomeRecords records;
    private @Nullable Producer<byte[], byte[]> producer;

    /** @param producers makes transactional producers, all with the worker's one transactional id */
    public GroupPublisher(Supplier<Producer<byte[], byte[]>> producers, OutcomeRecords records) {
        this.producers = producers;
        this.records = records;
    }

    /**
     * Publishes all or nothing.
     *
     * @return whether it is published; if not, nothing of it is visible to readers of committed records, and the failure
     *     was logged
     * @throws AuthorizationException if this worker may not write to a topic, commit for the group or use its
     *     transactional id
     * @throws org.apache.kafka.common.errors.SerializationException if a record cannot be written; nothing was begun
     */
    public boolean publish(
            List<PromptOutcome> outcomes,
            Map<TopicPartition, PartitionProgress> progress,
            ConsumerGroupMetadata membership) {
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
        outcomes.forEach(outcome -> batch.addAll(records.of(outcome)));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        progress.forEach((partition, reached) -> offsets.put(partition, reached.toCommit()));
        try {
            Producer<byte[], byte[]> current = ready();
            current.beginTransaction();
            batch.forEach(record -> send(current, record));
            current.sendOffsetsToTransaction(offsets, membership);
            current.commitTransaction();
            return true;
        } catch (AuthenticationException | AuthorizationException | InterruptException e) {
            discard();
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            log.atWarn()
                    .addKeyValue("groups", outcomes.size())
                    .setCause(e)
                    .log("groups were not published; their prompts will be sampled again");
            discard();
            return false;
        }
    }

    /** A failed send fails the transaction, which the commit reports. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    private Producer<byte[], byte[]> ready() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = producers.get();
            producer = current;
            current.initTransactions();
        }
        return current;
    }

    private void discard() {
        Producer<byte[], byte[]> failed = producer;
        producer = null;
        if (failed == null) {
            return;
        }
        try {
            failed.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // The next producer of this transactional id, or the broker's time-out, aborts it.
            log.atDebug().setCause(e).log("the transaction could not be aborted by its own producer");
        }
        failed.close(CLOSE_PATIENCE);
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> current = producer;
        producer = null;
        if (current != null) {
            current.close(CLOSE_PATIENCE);
        }
    }
}
