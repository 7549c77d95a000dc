package dev.millrace.monitoring.monitor;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics of one run from their beginning, committed records only, and keeps count.
 *
 * <p>{@link #run()} blocks its thread until {@link #stop()}; {@link #snapshot()} and {@link #isCaughtUp} may be asked
 * from any thread.
 */
public final class RunMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunMonitor.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Reader<?>> readers;
    private final Topics topics;
    private final RunId run;
    private final Clock clock;
    private final Instant begun;
    private final RunTally tally;
    private final TokenRate rate;
    private long unreadable;
    private long pollsWithoutRecords;
    private volatile RunSnapshot latest;
    private volatile long idlePolls;
    private volatile boolean stopped;

    /**
     * Opens a monitor; no request is made before {@link #run()}.
     *
     * @param headline the scorer that is shown
     */
    public RunMonitor(KafkaConnection connection, Topics topics, RunId run, String headline, Clock clock) {
        AvroSerdes serdes = new AvroSerdes(connection);
        this.topics = topics;
        this.run = run;
        this.clock = clock;
        this.begun = clock.instant();
        this.tally = new RunTally(run, headline);
        this.rate = new TokenRate(Duration.ofSeconds(10));
        this.readers = Map.of(
                topics.trajectories(), new Reader<>(serdes.deserializer(Trajectory.class), tally::add),
                topics.experience(), new Reader<>(serdes.deserializer(Experience.class), tally::add),
                topics.drops(), new Reader<>(serdes.deserializer(Drop.class), tally::add),
                topics.trainingSteps(), new Reader<>(serdes.deserializer(TrainingStep.class), tally::add),
                topics.evaluations(), new Reader<>(serdes.deserializer(HeldOutResult.class), tally::add));
        this.latest = tally.snapshot(Duration.ZERO, 0, 0);
        this.consumer = new KafkaConsumer<>(
                connection.consumer("monitor"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Follows the run until stopped. */
    public void run() {
        List<TopicPartition> partitions =
                Partitions.of(consumer, readers.keySet().toArray(String[]::new));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        try {
            while (!stopped) {
                boolean any = false;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    read(record);
                    any = true;
                }
                publish(any);
            }
        } catch (WakeupException e) {
            if (!stopped) {
                throw e;
            }
        } finally {
            close();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Reader<?> reader = readers.get(record.topic());
        try {
            if (reader != null) {
                reader.read(record);
            }
        } catch (SerializationException e) {
            if (run.isStrangerTo(record.key())) {
                return;
            }
            unreadable++;
            log.atWarn()
                    .addKeyValue("record", record.topic() + "-" + record.partition() + "@" + record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("record cannot be read and was passed over");
        }
    }

    private void publish(boolean any) {
        Instant now = clock.instant();
        rate.add(now, tally.tokens());
        latest = tally.snapshot(Duration.between(begun, now), rate.perSecond(), unreadable);
        pollsWithoutRecords = any ? 0 : pollsWithoutRecords + 1;
        idlePolls = pollsWithoutRecords;
    }

    /** How the run stands. */
    public RunSnapshot snapshot() {
        return latest;
    }

    /** True when the last {@code polls} polls, of 200 ms each, brought nothing new. */
    public boolean isQuiet(int polls) {
        return idlePolls >= polls;
    }

    public Topics topics() {
        return topics;
    }

    /** Asks {@link #run()} to end. */
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        try (consumer) {
            Closing.all(readers.values());
        }
    }

    private record Reader<T extends SpecificRecord>(Deserializer<T> values, Consumer<T> tally)
            implements AutoCloseable {

        void read(ConsumerRecord<byte[], byte[]> record) {
            T value = values.deserialize(record.topic(), record.value());
            if (value != null) {
                tally.accept(value);
            }
        }

        @Override
        public void close() {
            values.close();
        }
    }
}
