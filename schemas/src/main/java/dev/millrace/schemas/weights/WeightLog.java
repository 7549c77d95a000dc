package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final WeightAcceptance accepted;
    private WeightAssembler assembler;
    private long manifestOffset;
    private long anchorOffset;
    private boolean isKnown;
    private WeightInventory inventory;

    /**
     * @param consumer a read_committed consumer of raw values that is used for nothing else
     * @param topic the weights topic, which has one partition
     * @param accepted which versions are taken; others are corrupt to this reader
     */
    public WeightLog(
            Consumer<byte[], byte[]> consumer,
            Deserializer<WeightRecord> deserializer,
            String topic,
            RunId run,
            WeightAcceptance accepted) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.partition = new TopicPartition(topic, 0);
        this.run = run;
        this.accepted = accepted;
        this.assembler = new WeightAssembler(run, accepted, true);
        this.inventory = new WeightInventory(run);
    }

    /** What was found of the run so far, less what was trimmed; goes on with each call of {@link #poll(Duration)}. */
    public WeightInventory inventory() {
        return inventory;
    }

    /**
     * Reads the topic from its beginning to what is committed now and gives what was said of the newest whole version of the
     * run; empty if there is none yet. Every payload on the log is verified on the way and none is kept, so this takes no
     * memory to speak of. To follow from there, begin with {@link #latest}.
     *
     * @param timeout longest time without progress
     * @throws org.apache.kafka.common.errors.TimeoutException naming topic and offset, if the broker gives nothing for that long
     */
    public Optional<WeightManifest> newest(Duration timeout) {
        return scan(timeout).map(found -> ((WholeWeights) found.outcome()).manifest());
    }

    /**
     * The newest whole version of the run, as {@link #newest} finds it, with its payload: read once more for that, so that
     * only one payload lies in memory, however many the log holds, and beside it that of its anchor where it is a delta. {@link #poll(Duration)} goes on from there.
     *
     * @param timeout longest time without progress
     * @throws TimeoutException naming topic and offset, if the broker gives nothing for that long
     */
    public Optional<WholeWeights> latest(Duration timeout) {
        while (true) {
            Optional<Read> found = scan(timeout);
            assembler = new WeightAssembler(run, accepted, true);
            if (found.isEmpty() || found.get().outcome() instanceof StoredWeights) {
                return found.map(read -> (WholeWeights) read.outcome());
            }
            long end = consumer.position(partition);
            consumer.seek(partition, found.get().from());
            assembler.passOverDeltasBefore(found.get().outcome().version());
            isKnown = true; // what is wrong there was told when it was read the first time
            Optional<Read> whole =
                    newest(ReadToEnd.upTo(consumer, Map.of(partition, end)).within(timeout));
            isKnown = false;
            if (whole.isPresent()) {
                return whole.map(read -> (WholeWeights) read.outcome());
            }
            log.atInfo()
                    .addKeyValue("version", found.get().outcome().version())
                    .log("weights were trimmed before they were read a second time; looking for newer ones");
        }
    }

    /** What became of a version, and from where on it can be read: its manifest, or that of the anchor it is a delta of. */
    private record Read(WeightOutcome outcome, long from) {}

    private Optional<Read> scan(Duration timeout) {
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.ofWhole(consumer, List.of(partition));
        isKnown = false;
        assembler = new WeightAssembler(run, accepted, false);
        inventory = new WeightInventory(run);
        return newest(reading.within(timeout));
    }

    /** The newest whole version that a reading comes by. */
    private Optional<Read> newest(ReadToEnd<byte[], byte[]> reading) {
        Optional<Read> newest = Optional.empty();
        while (!reading.isDone()) {
            for (Read read : next(reading::poll)) {
                if (read.outcome() instanceof WholeWeights) {
                    newest = Optional.of(read);
                }
            }
        }
        return newest;
    }

    /** Says that a version in a store was read and is what its digests say: older ones are none any more. */
    public void confirm(int version) {
        assembler.confirm(version);
    }

    /**
     * Takes the next records and gives the versions that became whole or proved corrupt or trimmed with them, in the order
     * of the log. A record that cannot be read at all leaves its version corrupt, which the next chunk then shows.
     *
     * @param timeout longest time to wait for a record
     */
    public List<WeightOutcome> poll(Duration timeout) {
        return next(() -> consumer.poll(timeout)).stream().map(Read::outcome).toList();
    }

    private List<Read> next(Supplier<ConsumerRecords<byte[], byte[]>> records) {
        List<Read> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> raw : records(records)) {
            take(raw).ifPresent(outcome -> {
                if (!isKnown) {
                    tell(outcome, raw.offset());
                }
                outcomes.add(new Read(outcome, from(outcome)));
            });
        }
        return outcomes;
    }

    private long from(WeightOutcome outcome) {
        if (outcome instanceof AssembledWeights whole && whole.manifest().getHasDeltas()) {
            anchorOffset = manifestOffset;
        }
        return outcome instanceof AssembledWeights whole && whole.manifest().getKind() == WeightKind.DELTA
                ? anchorOffset
                : manifestOffset;
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
            assembler = assembler.anew();
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
            WeightRecord record = deserializer.deserialize(raw.topic(), raw.value());
            if (record == null) {
                return Optional.empty();
            }
            if (record.getBody() instanceof WeightManifest) {
                manifestOffset = raw.offset();
            }
            Optional<WeightOutcome> outcome = assembler.accept(record);
            if (outcome.filter(CorruptWeights.class::isInstance).isEmpty()) {
                inventory.add(record);
            }
            return outcome;
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
