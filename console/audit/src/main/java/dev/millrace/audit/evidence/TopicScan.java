package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads all topics of a run as far as they go now: committed records, and once more the others, to count them.
 *
 * <p>The topics of a live run are read so that effects never stand without their causes: where each topic ends is asked
 * from the last one in the flow of data to the first. Between the topics of one transaction the scan waits until what was
 * begun has ended, so that none is seen by half; only the learner's newest transaction, begun meanwhile, may be, and the
 * evidence says so.
 */
public final class TopicScan {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final String ERRORS = "__streams.errors.";

    private final KafkaConnection connection;
    private final Deserializers deserializers;
    private final Topics topics;
    private final RunId run;
    private final Consumer<String> progress;

    /** @param progress hears of each topic before it is read */
    public TopicScan(KafkaConnection connection, Topics topics, RunId run, Consumer<String> progress) {
        this(connection, new AvroSerdes(connection)::deserializer, topics, run, progress);
    }

    TopicScan(
            KafkaConnection connection,
            Deserializers deserializers,
            Topics topics,
            RunId run,
            Consumer<String> progress) {
        this.connection = connection;
        this.deserializers = deserializers;
        this.topics = topics;
        this.run = run;
        this.progress = progress;
    }

    /**
     * Gathers the evidence; the caller closes it.
     *
     * @throws org.apache.kafka.common.KafkaException if broker or registry do not answer
     */
    public Evidence gather() {
        Optional<ObjectStore> store = connection.openStore();
        try (OpenReaders shelf = () -> store.ifPresent(ObjectStore::close);
                EvidenceCollector collector = new EvidenceCollector(run, topics, store)) {
            return gather(collector);
        }
    }

    private Evidence gather(EvidenceCollector collector) {
        Map<String, Reader> readers = readers(collector);
        try (OpenReaders unused = () -> Closing.all(readers.values());
                KafkaConsumer<byte[], byte[]> committed = consumer("read_committed");
                KafkaConsumer<byte[], byte[]> all = consumer("read_uncommitted")) {
            LogEnds ends = new LogEnds(committed, all);
            Map<String, Map<TopicPartition, Long>> plan = new LinkedHashMap<>();
            for (String topic : fromLastToFirst()) {
                plan.put(topic, ends.settled(topic));
            }
            OptionalLong learner = learnerOffset(committed);
            boolean moving = !ends.settled(topics.trainingSteps()).equals(plan.get(topics.trainingSteps()));
            plan.forEach((topic, until) -> {
                progress.accept(topic);
                collector.read(topic, read(committed, all, until, Objects.requireNonNull(readers.get(topic))));
            });
            readTrimmed(committed, plan, ends, collector);
            return collector.finish(learner, moving);
        }
    }

    /** What the learner has trimmed since the scan began may have been half gone when it was read; the log says what it was. */
    private void readTrimmed(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<String, Map<TopicPartition, Long>> plan,
            LogEnds ends,
            EvidenceCollector collector) {
        Map<TopicPartition, Long> from = Objects.requireNonNull(plan.get(topics.weights()));
        LogEnds.read(consumer, from, ends.settled(topics.weights()), POLL, record -> {
            if (record.value() == null) {
                collector.weightsTrimmed(key(record));
            }
        });
    }

    private List<String> fromLastToFirst() {
        return List.of(
                topics.trainingSteps(),
                topics.weights(),
                topics.scoresLate(),
                topics.experience(),
                topics.drops(),
                topics.scores(),
                topics.trajectories(),
                topics.prompts(),
                topics.deadLetters());
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> settings = new HashMap<>(connection.reader("audit-" + isolation));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, new RunNames(topics, run).learner()); // asked for offsets only
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private OptionalLong learnerOffset(KafkaConsumer<byte[], byte[]> consumer) {
        TopicPartition experience = new TopicPartition(topics.experience(), 0);
        OffsetAndMetadata offset = consumer.committed(Set.of(experience)).get(experience);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset());
    }

    private static TopicRecords read(
            KafkaConsumer<byte[], byte[]> committed,
            KafkaConsumer<byte[], byte[]> all,
            Map<TopicPartition, Long> until,
            Reader reader) {
        long[] counts = new long[2];
        long[] everything = new long[1];
        Map<TopicPartition, Long> begin = committed.beginningOffsets(until.keySet());
        LogEnds.read(committed, begin, until, POLL, record -> {
            counts[0]++;
            counts[1] += reader.accept(record) ? 0 : 1;
        });
        LogEnds.read(all, begin, until, POLL, record -> everything[0]++);
        return new TopicRecords(
                counts[0],
                Math.max(0, everything[0] - counts[0]), // compaction may have gone on between the two
                counts[1],
                begin.values().stream().allMatch(offset -> offset == 0));
    }

    private Map<String, Reader> readers(EvidenceCollector to) {
        Map<String, Reader> readers = new HashMap<>();
        readers.put(
                topics.trainingSteps(),
                new Typed<>(deserializers.of(TrainingStep.class), to, (p, r, v) -> to.step(p, key(r), v)));
        readers.put(
                topics.weights(),
                new Trimmable(
                        new Typed<>(deserializers.of(WeightRecord.class), to, (p, r, v) -> to.weights(p, key(r), v)),
                        to));
        readers.put(
                topics.experience(),
                new Typed<>(deserializers.of(Experience.class), to, (p, r, v) -> to.experience(p, key(r), v)));
        readers.put(topics.drops(), new Typed<>(deserializers.of(Drop.class), to, (p, r, v) -> to.drop(p, key(r), v)));
        readers.put(
                topics.scoresLate(),
                new Typed<>(deserializers.of(LateScore.class), to, (p, r, v) -> to.late(p, key(r), v)));
        readers.put(
                topics.scores(), new Typed<>(deserializers.of(Score.class), to, (p, r, v) -> to.score(p, key(r), v)));
        readers.put(
                topics.trajectories(),
                new Typed<>(
                        deserializers.of(Trajectory.class),
                        to,
                        (p, r, v) -> to.trajectory(p, Instant.ofEpochMilli(r.timestamp()), key(r), v)));
        readers.put(topics.prompts(), new Typed<>(deserializers.of(Prompt.class), to, (p, r, v) -> to.prompt(p, v)));
        readers.put(topics.deadLetters(), new Letters(to));
        return readers;
    }

    private static Position position(ConsumerRecord<byte[], byte[]> record) {
        return new Position(record.topic(), record.partition(), record.offset());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** What reads, until the scan is over, however it ends. */
    private interface OpenReaders extends AutoCloseable {
        @Override
        void close();
    }

    /** Gives the deserializer of a type; whoever asks closes it. */
    interface Deserializers {
        <T extends SpecificRecord> Deserializer<T> of(Class<T> type);
    }

    private interface Reader extends AutoCloseable {

        /** Takes a record; says whether it is one of the run, as far as can be told. */
        boolean accept(ConsumerRecord<byte[], byte[]> record);

        @Override
        default void close() {}
    }

    private interface Taker<T> {
        boolean take(Position position, ConsumerRecord<byte[], byte[]> record, T value);
    }

    private record Typed<T extends SpecificRecord>(Deserializer<T> values, EvidenceCollector collector, Taker<T> taker)
            implements Reader {

        @Override
        public boolean accept(ConsumerRecord<byte[], byte[]> record) {
            try {
                T value = values.deserialize(record.topic(), record.value());
                if (value == null) {
                    throw new SerializationException("it has no value");
                }
                return taker.take(position(record), record, value);
            } catch (SerializationException e) {
                collector.unreadable(position(record), key(record), String.valueOf(e.getMessage()));
                return true;
            }
        }

        @Override
        public void close() {
            values.close();
        }
    }

    /** On the weights topic a record without a value takes another one off. */
    private record Trimmable(Typed<WeightRecord> records, EvidenceCollector collector) implements Reader {

        @Override
        public boolean accept(ConsumerRecord<byte[], byte[]> record) {
            return record.value() == null ? collector.weightsTrimmed(key(record)) : records.accept(record);
        }

        @Override
        public void close() {
            records.close();
        }
    }

    private record Letters(EvidenceCollector collector) implements Reader {

        @Override
        public boolean accept(ConsumerRecord<byte[], byte[]> letter) {
            try {
                collector.deadLetter(new Position(
                        header(letter, "topic"),
                        Integer.parseInt(header(letter, "partition")),
                        Long.parseLong(header(letter, "offset"))));
            } catch (NumberFormatException e) {
                collector.unreadable(position(letter), key(letter), "a dead letter that does not say whence it comes");
            }
            return true;
        }

        private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
            Header header = letter.headers().lastHeader(ERRORS + name);
            return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
