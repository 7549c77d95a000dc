package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights topic of one run, read in order: first {@link #latest} to catch up, then {@link #poll(Duration)} to follow.
 * What a slow reader misses are versions that the learner has trimmed; one that was trimmed while it was read is left
 * out like those.
 *
 * <p>It assigns the topic's one partition to the consumer it is given and owns neither consumer nor deserializer. The
 * consumer must be read_committed, so that a version of which the learner never committed is not seen. Belongs to the
 * consumer's thread; another thread stops a call with {@link Consumer#wakeup()}.
 */
public final class WeightLog {

    private static final Logger log = LoggerFactory.getLogger(WeightLog.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<WeightRecord> deserializer;
    private final TopicPartition partition;
    private final RunId run;
    private final long maxBytes;
    private WeightAssembler assembler;
    private WeightInventory inventory;

    /**
     * @param consumer a read_committed consumer of raw values that is used for nothing else
     * @param topic the weights topic, which has one partition
     * @param maxBytes largest payload accepted
     */
    public WeightLog(
            Consumer<byte[], byte[]> consumer,
            Deserializer<WeightRecord> deserializer,
            String topic,
            RunId run,
            long maxBytes) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.partition = new TopicPartition(topic, 0);
        this.run = run;
        this.maxBytes = maxBytes;
        this.assembler = new WeightAssembler(run, maxBytes);
        this.inventory = new WeightInventory(run);
    }

    /** What was found of the run so far, less what was trimmed; goes on with each call of {@link #poll(Duration)}. */
    public WeightInventory inventory() {
        return inventory;
    }

    /**
     * Reads the topic from its beginning to what is committed now and gives the newest whole version of the run; empty
     * if there is none yet. {@link #poll(Duration)} goes on from there.
     *
     * @param timeout longest time without progress
     * @throws org.apache.kafka.common.errors.TimeoutException naming topic and offset, if the broker gives nothing for that long
     */
    public Optional<AssembledWeights> latest(Duration timeout) {
        ReadToEnd<byte[], byte[]> reading =
                ReadToEnd.ofWhole(consumer, List.of(partition)).within(timeout);
        assembler = new WeightAssembler(run, maxBytes);
        inventory = new WeightInventory(run);
        Optional<AssembledWeights> newest = Optional.empty();
        while (!reading.isDone()) {
            for (WeightOutcome outcome : outcomes(reading::poll)) {
                if (outcome instanceof AssembledWeights whole) {
                    newest = Optional.of(whole);
                }
            }
        }
        return newest;
    }

    /**
     * Takes the next records and gives the versions that became whole or proved corrupt or trimmed with them, in the order
     * of the log. A record that cannot be read at all leaves its version corrupt, which the next chunk then shows.
     *
     * @param timeout longest time to wait for a record
     */
    public List<WeightOutcome> poll(Duration timeout) {
        return outcomes(() -> consumer.poll(timeout));
    }

    private List<WeightOutcome> outcomes(Supplier<ConsumerRecords<byte[], byte[]>> next) {
        List<WeightOutcome> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> raw : records(next)) {
            take(raw).ifPresent(outcome -> {
                tell(outcome, raw.offset());
                outcomes.add(outcome);
            });
        }
        return outcomes;
    }

    /** What comes next; at the beginning where somebody has deleted what this reader had yet to read. */
    private ConsumerRecords<byte[], byte[]> records(Supplier<ConsumerRecords<byte[], byte[]>> next) {
        try {
            return next.get();
        } catch (OffsetOutOfRangeException e) {
            log.atWarn()
                    .addKeyValue("offset", e.offsetOutOfRangePartitions().get(partition))
                    .log("weights were deleted before they were read; going on with the oldest that are left");
            consumer.seekToBeginning(List.of(partition));
            assembler = new WeightAssembler(run, maxBytes);
            return ConsumerRecords.empty();
        }
    }

    private Optional<WeightOutcome> take(ConsumerRecord<byte[], byte[]> raw) {
        Optional<WeightKey> key = raw.key() == null ? Optional.empty() : WeightKey.parse(raw.key());
        if (raw.value() == null) {
            key.ifPresent(inventory::remove);
            return Optional.empty();
        }
        key.ifPresent(inventory::add);
        try {
            return Optional.ofNullable(deserializer.deserialize(raw.topic(), raw.value()))
                    .flatMap(assembler::accept);
        } catch (SerializationException e) {
            if (key.map(WeightKey::run).orElse(run).equals(run)) {
                assembler.skipUnreadable();
                log.atError().addKeyValue("offset", raw.offset()).setCause(e).log("a weight record cannot be read");
            }
            return Optional.empty();
        }
    }

    private static void tell(WeightOutcome outcome, long offset) {
        if (outcome instanceof CorruptWeights corrupt) {
            log.atError()
                    .addKeyValue("version", corrupt.version())
                    .addKeyValue("offset", offset)
                    .addKeyValue("cause", corrupt.cause())
                    .log("weights refused");
        } else if (outcome instanceof IncompleteWeights incomplete) {
            log.atInfo()
                    .addKeyValue("version", incomplete.version())
                    .addKeyValue("offset", offset)
                    .addKeyValue("cause", incomplete.cause())
                    .log("weights were trimmed while they were read; newer ones follow");
        }
    }
}
