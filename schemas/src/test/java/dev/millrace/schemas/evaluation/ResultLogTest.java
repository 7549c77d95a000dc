package dev.millrace.schemas.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultLogTest {

    private static final String TOPIC = "t.evaluations";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final KafkaConnection connection =
            new KafkaConnection("unused:9092", "mock://" + UUID.randomUUID(), Map.of());
    private final AvroSerdes serdes = new AvroSerdes(connection);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final ResultLog log =
            new ResultLog(consumer, serdes.deserializer(HeldOutResult.class), TOPIC, new RunId("mine"));
    private long end;

    @BeforeEach
    void register() {
        TopicCatalogue catalogue = new TopicCatalogue(new Topics("t."), 1, (short) 1);
        try (SchemaRegistration schemas = new SchemaRegistration(connection, catalogue, PATIENCE)) {
            schemas.registerAll();
        }
    }

    @Test
    void shouldGiveEachResultOfTheRunOnce() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        written(bytes("mine", 1), bytes("other", 1), new byte[] {7}, bytes("mine", 2));

        assertThat(log.next(PATIENCE)).extracting(HeldOutResult::getVersion).containsExactly(1, 2);
        assertThat(log.next(PATIENCE)).isEmpty();

        written(bytes("mine", 3));

        assertThat(log.next(PATIENCE)).extracting(HeldOutResult::getVersion).containsExactly(3);
    }

    @Test
    void shouldSayWhereNothingComes() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));

        assertThatThrownBy(() -> log.next(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("t.evaluations-0 at offset 0");
    }

    private byte[] bytes(String run, int version) {
        return serdes.serializer(HeldOutResult.class).serialize(TOPIC, Results.of(run, "a", version, 0.5));
    }

    /** What the next poll gives. */
    private void written(byte[]... values) {
        long from = end;
        end += values.length;
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < values.length; i++) {
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, from + i, new byte[0], values[i]));
            }
        });
    }
}
