package dev.millrace.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedStack.class)
class LogReaderTest {

    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaConnection connection;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;
    private final String topic = "log-reader-" + UUID.randomUUID();

    LogReaderTest(KafkaConnection connection) {
        this.connection = connection;
        this.admin = Admin.create(connection.client("test"));
        this.producer = new KafkaProducer<>(
                connection.transactionalProducer("test", "test-" + topic),
                new StringSerializer(),
                new StringSerializer());
    }

    @BeforeEach
    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get();
        producer.initTransactions();
    }

    @AfterEach
    void close() {
        producer.close(Duration.ZERO);
        admin.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveTheRecordsAskedForInTheirOrder(long seed) throws Exception {
        // Given a topic larger than the buffer, in many transactions
        List<LogPosition> positions = new ArrayList<>();
        List<String> values = new ArrayList<>();
        String filler = "x".repeat(2000);
        for (int i = 0; i < 1500; i++) {
            values.add(i + filler);
        }
        for (int from = 0; from < values.size(); from += 50) {
            positions.addAll(commit(from, values.subList(from, from + 50)));
        }
        Random random = new Random(seed);

        // When they are fetched: forwards, at random, backwards, the same ones twice
        try (LogReader<String> reader = reader(new LogReaderConfig(1 << 20, 100, Duration.ofSeconds(30)))) {
            for (int round = 0; round < 120; round++) {
                List<Integer> wanted = new ArrayList<>();
                int start = round < 60 ? round * 20 : random.nextInt(values.size() - 20);
                for (int i = 0; i < 16; i++) {
                    wanted.add(start + random.nextInt(20));
                }

                // Then each is what was written there
                assertThat(reader.fetch(wanted.stream().map(positions::get).toList()))
                        .as("round %d", round)
                        .isEqualTo(wanted.stream().map(values::get).toList());
            }
        }
    }

    @Test
    void shouldGiveNothingForNothing() {
        try (LogReader<String> reader = reader(config())) {
            assertThat(reader.fetch(List.of())).isEmpty();
        }
    }

    @Test
    void shouldWaitForARecordThatIsCommittedLater() throws Exception {
        // Given a reader at the end of the log
        LogPosition first = commit(0, List.of("first")).get(0);
        try (LogReader<String> reader = reader(new LogReaderConfig(1 << 20, 100, Duration.ofSeconds(20)))) {
            assertThat(reader.fetch(first)).isEqualTo("first");

            // When the next record is committed while it waits
            Thread writer = new Thread(() -> commit(0, List.of("second")));
            writer.start();

            // Then it is given (offset 1 is the first transaction's marker)
            assertThat(reader.fetch(new LogPosition(0, 2L))).isEqualTo("second");
            writer.join();
        }
    }

    @Test
    void shouldSayThatARecordIsNotVisible() {
        // Given a record in a transaction that is still open
        producer.beginTransaction();
        stored(producer.send(new ProducerRecord<>(topic, 1, "k", "pending")));

        // When it is fetched, Then the error names it, within the patience
        try (LogReader<String> reader = reader(config())) {
            assertThatThrownBy(() -> reader.fetch(new LogPosition(1, 0L)))
                    .isInstanceOf(LogPositionException.class)
                    .hasMessageContaining(topic + "-1@0")
                    .hasMessageContaining("did not become visible within 2 s");
        }
    }

    @Test
    void shouldSayThatAnAbortedRecordAndAMarkerAreNoRecords() {
        // Given an aborted record at offset 0, its marker at 1, a record at 2
        producer.beginTransaction();
        stored(producer.send(new ProducerRecord<>(topic, 1, "k", "aborted")));
        producer.abortTransaction();
        LogPosition committed = commit(1, List.of("committed")).get(0);
        assertThat(committed).isEqualTo(new LogPosition(1, 2L));

        try (LogReader<String> reader = reader(config())) {
            for (long offset : new long[] {0, 1}) {
                // When one is fetched, Then the error says so
                assertThatThrownBy(() -> reader.fetch(new LogPosition(1, offset)))
                        .isInstanceOf(LogPositionException.class)
                        .hasMessageContaining(topic + "-1@" + offset)
                        .hasMessageContaining("no committed record");
            }

            // And the reader goes on working
            assertThat(reader.fetch(committed)).isEqualTo("committed");
        }
    }

    @Test
    void shouldSayThatARecordIsGone() throws Exception {
        // Given a log whose beginning was deleted
        List<LogPosition> positions = commit(2, List.of("a", "b", "c"));
        admin.deleteRecords(Map.of(new TopicPartition(topic, 2), RecordsToDelete.beforeOffset(2)))
                .all()
                .get();

        try (LogReader<String> reader = reader(config())) {
            // When what was deleted is fetched, Then the error names it
            assertThatThrownBy(() -> reader.fetch(positions.get(1)))
                    .isInstanceOf(LogPositionException.class)
                    .hasMessageContaining(topic + "-2@1")
                    .hasMessageContaining("not in the log");

            // And the reader goes on working
            assertThat(reader.fetch(positions.get(2))).isEqualTo("c");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchPartition() {
        try (LogReader<String> reader = reader(config())) {
            assertThatThrownBy(() -> reader.fetch(new LogPosition(7, 0L)))
                    .isInstanceOf(LogPositionException.class)
                    .hasMessageContaining(topic + "-7@0");
        }
    }

    @Test
    void shouldNameABadRecordOnlyWhenItIsAskedFor() {
        // Given a bad record between good ones
        List<LogPosition> positions = commit(0, List.of("good", "bad", "good too"));
        Deserializer<String> picky = (name, bytes) -> {
            String value = new String(bytes, StandardCharsets.UTF_8);
            if (value.equals("bad")) {
                throw new SerializationException("it is bad");
            }
            return value;
        };

        try (LogReader<String> reader = LogReader.open(connection, "test", topic, picky, config())) {
            // When the good ones are fetched, Then the bad one does no harm
            assertThat(reader.fetch(List.of(positions.get(0), positions.get(2))))
                    .containsExactly("good", "good too");

            // When it is fetched, Then the error names it
            assertThatThrownBy(() -> reader.fetch(positions.get(1)))
                    .isInstanceOf(LogPositionException.class)
                    .hasMessageContaining(topic + "-0@1")
                    .hasMessageContaining("it is bad");
        }
    }

    @Test
    void shouldStopWaitingWhenItIsWokenUp() {
        try (LogReader<String> reader = reader(config())) {
            reader.wakeup();
            assertThatThrownBy(() -> reader.fetch(new LogPosition(0, 0L))).isInstanceOf(WakeupException.class);
        }
    }

    private LogReader<String> reader(LogReaderConfig config) {
        return LogReader.open(connection, "test", topic, new StringDeserializer(), config);
    }

    private static LogReaderConfig config() {
        return new LogReaderConfig(1 << 20, 100, PATIENCE);
    }

    /** Writes values as one transaction; {@code seed} picks the partition. */
    private List<LogPosition> commit(int seed, List<String> values) {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = values.stream()
                .map(value -> producer.send(new ProducerRecord<>(topic, seed % PARTITIONS, "k", value)))
                .toList();
        producer.commitTransaction();
        return sent.stream()
                .map(future -> {
                    RecordMetadata metadata = stored(future);
                    return new LogPosition(metadata.partition(), metadata.offset());
                })
                .toList();
    }

    private static RecordMetadata stored(Future<RecordMetadata> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
