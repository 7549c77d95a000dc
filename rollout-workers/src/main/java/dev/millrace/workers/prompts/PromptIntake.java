package dev.millrace.workers.prompts;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.workers.gate.PartitionProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts that were read and not yet sampled for.
 *
 * <p>Nothing is committed here: the offsets of a batch go out in the transaction that publishes its groups, and
 * {@link #committed} takes note of it. Whatever is lost before that is read again. Prompts of a partition that is
 * revoked are forgotten, for its new owner samples them.
 *
 * <p>Batches that were taken and are not yet published end with the tenure that their partitions had: a partition that was
 * taken away, or read again after a {@link #rewind}, is {@link #stillHeld} no more by a batch of before, even where it came
 * back. Confined to the worker's thread.
 */
public final class PromptIntake implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PromptIntake.class);

    /** What a consumer gets to leave its group; one that waits for an answer that never comes would take much longer. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final PromptReader reader;
    private final String topic;
    private final Deque<ConsumedPrompt> waiting = new ArrayDeque<>();
    private final Map<TopicPartition, PartitionProgress> committed = new HashMap<>();
    private final Map<TopicPartition, Long> tenures = new HashMap<>();
    private final Set<TopicPartition> passedOver = new HashSet<>();
    private long tenure;
    private Consumer<byte[], byte[]> consumer;

    /** @param consumers opens members of the workers' group; the intake closes them */
    public PromptIntake(Supplier<Consumer<byte[], byte[]>> consumers, PromptReader reader, String topic) {
        this.consumers = consumers;
        this.consumer = consumers.get();
        this.reader = reader;
        this.topic = topic;
    }

    /** Joins the workers' group. */
    public void open() {
        consumer.subscribe(List.of(topic), this);
    }

    /**
     * Joins the workers' group anew, with a consumer of its own, and forgets all that was read; the partitions come back with
     * the next {@link #poll}. A consumer of Kafka 4 may lose a question for offsets while brokers restart, and then all that
     * ask the same wait for the answer to the lost one, for ever.
     */
    public void reopen() {
        onPartitionsRevoked(Set.copyOf(committed.keySet()));
        consumer.close(CloseOptions.timeout(CLOSING));
        consumer = consumers.get();
        open();
    }

    /**
     * Reads more prompts, but no more than it takes to have {@code wanted} waiting (rounded up to one fetch). It is also
     * what keeps the worker in its group, so it is called when nothing is wanted, too.
     */
    public void poll(Duration timeout, int wanted) {
        throttle(waiting.size() >= wanted);
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
                reader.read(record)
                        .ifPresentOrElse(
                                waiting::addLast,
                                () -> passedOver.add(new TopicPartition(record.topic(), record.partition())));
            }
        } catch (OffsetOutOfRangeException e) {
            log.atWarn()
                    .addKeyValue("partitions", e.offsetOutOfRangePartitions())
                    .log("prompts expired before they were sampled; going on with the oldest that are kept");
            consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
        }
    }

    private void throttle(boolean full) {
        try {
            if (full) {
                consumer.pause(consumer.assignment());
            } else {
                consumer.resume(consumer.paused());
            }
        } catch (IllegalStateException e) {
            // Kafka's background thread took a partition away between the question and the order; the poll that follows
            // says so, and the next call finds the partitions that are left.
            log.atDebug().setCause(e).log("partitions were revoked while they were paused or resumed");
        }
    }

    /** Prompts that wait. */
    public int waiting() {
        return waiting.size();
    }

    /** Whether prompts of other runs were passed over and no prompt of this run is there to commit that with. */
    public boolean onlyPassedOver() {
        return waiting.isEmpty() && !passedOver.isEmpty();
    }

    /** Takes the first {@code count} prompts that wait, or all if there are fewer. */
    public PromptBatch take(int count) {
        List<ConsumedPrompt> taken = new ArrayList<>();
        Set<TopicPartition> touched = new HashSet<>(passedOver);
        while (taken.size() < count && !waiting.isEmpty()) {
            ConsumedPrompt prompt = waiting.removeFirst();
            taken.add(prompt);
            touched.add(prompt.partition());
        }
        passedOver.clear();
        Map<TopicPartition, BatchEnd> ends = new HashMap<>();
        for (TopicPartition partition : touched) {
            long held = Objects.requireNonNull(tenures.get(partition));
            ends.put(partition, new BatchEnd(firstWaitingOrPosition(partition), held));
        }
        return new PromptBatch(taken, ends);
    }

    /** What of a batch is this worker's to publish: prompts whose partitions it has held ever since they were read. */
    public PromptBatch stillHeld(PromptBatch batch) {
        Map<TopicPartition, BatchEnd> held = new HashMap<>(batch.ends());
        held.entrySet()
                .removeIf(end -> !Objects.equals(
                        tenures.get(end.getKey()), end.getValue().tenure()));
        return new PromptBatch(
                batch.prompts().stream()
                        .filter(prompt -> held.containsKey(prompt.partition()))
                        .toList(),
                held);
    }

    /**
     * What is to be committed with the results of a batch; all batches that were taken before it are.
     *
     * @param batch that is still held
     * @param published the groups of it that are published, as opposed to rejected
     */
    public Map<TopicPartition, PartitionProgress> progress(PromptBatch batch, Set<GroupId> published) {
        Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
        batch.ends().forEach((partition, end) -> {
            PartitionProgress before = Objects.requireNonNull(committed.get(partition));
            long groups = batch.prompts().stream()
                    .filter(prompt -> prompt.partition().equals(partition))
                    .filter(prompt -> published.contains(prompt.group()))
                    .count();
            progress.put(partition, new PartitionProgress(end.next(), before.groups() + groups));
        });
        return progress;
    }

    private long firstWaitingOrPosition(TopicPartition partition) {
        return waiting.stream()
                .filter(prompt -> prompt.partition().equals(partition))
                .findFirst()
                .map(prompt -> prompt.record().offset())
                .orElseGet(() -> consumer.position(partition));
    }

    /** Takes note of what a transaction has committed. */
    public void committed(Map<TopicPartition, PartitionProgress> progress) {
        committed.putAll(progress);
    }

    /**
     * Goes back to what is committed, as the broker says: all that was read since will be read again. To be called after
     * a transaction failed, once the broker knows how it ended.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not say; nothing waits then, and this or
     *     {@link #reopen} must be called before the next {@link #take}
     */
    public void rewind() {
        waiting.clear();
        passedOver.clear();
        begin(consumer.assignment());
    }

    /** Partitions that are this worker's. */
    public Set<TopicPartition> assigned() {
        return Set.copyOf(committed.keySet());
    }

    /** Who this worker is to its group, for the transaction that commits offsets. */
    public ConsumerGroupMetadata membership() {
        return consumer.groupMetadata();
    }

    private void begin(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = consumer.committed(Set.copyOf(partitions));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = offsets.get(partition);
            PartitionProgress progress = offset == null
                    ? new PartitionProgress(Objects.requireNonNull(first.get(partition)), 0)
                    : PartitionProgress.of(offset);
            committed.put(partition, progress);
            tenures.put(partition, ++tenure);
            consumer.seek(partition, progress.next());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        begin(partitions);
        log.atInfo().addKeyValue("partitions", partitions).log("prompts partitions assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        waiting.removeIf(prompt -> partitions.contains(prompt.partition()));
        passedOver.removeAll(partitions);
        partitions.forEach(committed::remove);
        partitions.forEach(tenures::remove);
        log.atInfo().addKeyValue("partitions", partitions).log("prompts partitions revoked");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
