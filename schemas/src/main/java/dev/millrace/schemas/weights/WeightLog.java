package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights topic of one run, read in order: first {@link #latest} to catch up, then {@link #poll(Duration)} to follow.
 * What a slow reader misses are versions that the learner has trimmed, never a part of one.
 *
 * <p>It assigns the topic's one partition to the consumer it is given and owns neither consumer nor deserializer. The
 * consumer must be read_committed, so that a version of which the learner never committed is not seen. Belongs to the
 * consumer's thread; another thread stops a call with {@link Consumer#wakeup()}.
 */
public final class WeightLog {

    private static final Logger log = LoggerFactory.getLogger(WeightLog.class);
    private static final Duration STEP = Duration.ofMillis(200);

    private final Consumer<?, byte[]> consumer;
    private final Deserializer<WeightRecord> deserializer;
    private final TopicPartition partition;
    private final RunId run;
    private final long maxBytes;
    private WeightAssembler assembler;

    /**
     * @param consumer a read_committed consumer of raw values that is used for nothing else
     * @param topic the weights topic, which has one partition
     * @param maxBytes largest payload accepted
     */
    public WeightLog(
            Consumer<?, byte[]> consumer,
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
    }

    /**
     * Reads the topic from its beginning to what is committed now and gives the newest whole version of the run; empty
     * if there is none yet. {@link #poll(Duration)} goes on from there.
     *
     * @param timeout longest time without progress
     * @throws TimeoutException naming topic and offset, if the broker gives nothing for that long
     */
    public Optional<AssembledWeights> latest(Duration timeout) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        assembler = new WeightAssembler(run, maxBytes);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Optional<AssembledWeights> newest = Optional.empty();
        long lastProgress = System.nanoTime();
        long position = consumer.position(partition);
        while (position < end) {
            for (WeightOutcome outcome : poll(STEP)) {
                if (outcome instanceof AssembledWeights whole) {
                    newest = Optional.of(whole);
                }
            }
            long now = consumer.position(partition);
            if (now > position) {
                position = now;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > timeout.toNanos()) {
                throw new TimeoutException("nothing came from " + partition + " at offset " + position + " for "
                        + timeout.toSeconds() + " s, though it ends at " + end);
            }
        }
        return newest;
    }

    /**
     * Takes the next records and gives the versions that became whole or proved corrupt with them, in the order of the
     * log. A record that cannot be read at all leaves its version incomplete, which the next chunk then shows. Versions
     * that the learner has trimmed meanwhile are left out.
     *
     * @param timeout longest time to wait for a record
     */
    public List<WeightOutcome> poll(Duration timeout) {
        List<WeightOutcome> outcomes = new ArrayList<>();
        for (ConsumerRecord<?, byte[]> raw : records(timeout)) {
            read(raw).flatMap(assembler::accept).ifPresent(outcome -> {
                if (outcome instanceof CorruptWeights corrupt) {
                    log.atError()
                            .addKeyValue("version", corrupt.version())
                            .addKeyValue("offset", raw.offset())
                            .addKeyValue("cause", corrupt.cause())
                            .log("weights refused");
                }
                outcomes.add(outcome);
            });
        }
        return outcomes;
    }

    /** What comes next; at the new beginning where the learner has trimmed what this reader had yet to read. */
    private Iterable<? extends ConsumerRecord<?, byte[]>> records(Duration timeout) {
        try {
            return consumer.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
            log.atWarn()
                    .addKeyValue("offset", e.offsetOutOfRangePartitions().get(partition))
                    .log("weights were trimmed before they were read; going on with the oldest that is left");
            consumer.seekToBeginning(List.of(partition));
            assembler = new WeightAssembler(run, maxBytes);
            return List.of();
        }
    }

    private Optional<WeightRecord> read(ConsumerRecord<?, byte[]> raw) {
        try {
            return Optional.ofNullable(deserializer.deserialize(raw.topic(), raw.value()));
        } catch (SerializationException e) {
            log.atError().addKeyValue("offset", raw.offset()).setCause(e).log("a weight record cannot be read");
            return Optional.empty();
        }
    }
}
