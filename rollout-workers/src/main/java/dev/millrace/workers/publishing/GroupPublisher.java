package dev.millrace.workers.publishing;

import dev.millrace.schemas.client.Transactions;
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
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the outcomes of a batch and the offsets of its prompts in one transaction.
 *
 * <p>After a failure nobody can say whether the transaction was committed: the request may have arrived and the answer
 * been lost. The producer is then replaced by a new one of the same transactional id, whose start brings the old
 * transaction to its end, one way or the other. Only after that does a caller ask how far the offsets are committed.
 *
 * <p>Confined to the worker's thread.
 */
public final class GroupPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupPublisher.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final OutcomeRecords records;
    private final FencingLimit fencing;
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * @param producers makes transactional producers, all with the worker's one transactional id
     * @param fencing bounds how often another worker may take that id over
     */
    public GroupPublisher(Supplier<Producer<byte[], byte[]>> producers, OutcomeRecords records, FencingLimit fencing) {
        this.producers = producers;
        this.records = records;
        this.fencing = fencing;
    }

    /**
     * Makes this publisher ready, after its construction or a failure. Transactions that were left open under the
     * worker's transactional id are ended, and older producers of it fenced. Does nothing if it is ready.
     *
     * @return whether it is ready; if not, the broker did not answer, which was logged, and it can be tried again
     * @throws AuthorizationException if this worker may not use its transactional id
     */
    public boolean open() {
        if (producer != null) {
            return true;
        }
        Producer<byte[], byte[]> created = producers.get();
        try {
            Transactions.init(created, fencing.transactionalId());
        } catch (RetriableException e) {
            log.atWarn().setCause(e).log("transactions are not available yet");
            created.close(CLOSE_PATIENCE);
            return false;
        } catch (KafkaException e) {
            created.close(CLOSE_PATIENCE);
            throw e;
        }
        producer = created;
        return true;
    }

    /**
     * Makes the records of a batch, before anything is begun.
     *
     * @return what will be published of each outcome; a group that no record holds is refused
     * @throws org.apache.kafka.common.errors.SerializationException if a record cannot be written
     * @throws dev.millrace.schemas.store.StoreException if the store does not take an image now
     */
    public List<EncodedOutcome> encode(List<PromptOutcome> outcomes) {
        return outcomes.stream().map(records::encode).toList();
    }

    /**
     * Publishes all or nothing.
     *
     * @return whether it is published; if not, the failure was logged, and {@link #open} has to succeed before the next
     *     call and before committed offsets are read
     * @throws IllegalStateException if this publisher is not open
     * @throws IdTakenException if another worker with its id runs
     * @throws AuthorizationException if this worker may not write to a topic or commit for the group
     */
    public boolean publish(
            List<EncodedOutcome> outcomes,
            Map<TopicPartition, PartitionProgress> progress,
            ConsumerGroupMetadata membership) {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            throw new IllegalStateException("the publisher is not open");
        }
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
        outcomes.forEach(outcome -> batch.addAll(outcome.records()));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        progress.forEach((partition, reached) -> offsets.put(partition, reached.toCommit()));
        try {
            current.beginTransaction();
            batch.forEach(record -> send(current, record));
            current.sendOffsetsToTransaction(offsets, membership);
            current.commitTransaction();
            return true;
        } catch (TransactionalIdAuthorizationException e) {
            discard(current);
            throw Transactions.named(fencing.transactionalId(), e);
        } catch (AuthenticationException | AuthorizationException | InterruptException e) {
            discard(current);
            throw e;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            discard(current);
            fencing.note(e);
            return false;
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("groups", outcomes.size())
                    .setCause(e)
                    .log("groups were not published; their prompts will be sampled again");
            discard(current);
            return false;
        }
    }

    /** A failed send fails the transaction, which the commit reports. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    private void discard(Producer<byte[], byte[]> failed) {
        producer = null;
        try {
            failed.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // The next producer of this transactional id, or the broker's time-out, ends the transaction.
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
