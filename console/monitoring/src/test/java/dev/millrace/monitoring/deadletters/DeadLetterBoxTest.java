package dev.millrace.monitoring.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStack.class)
class DeadLetterBoxTest {

    private static final Topics TOPICS = new Topics("letters.");
    private static final byte[] KEY = "group".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VALUE = {1, 2, 3};

    private final KafkaConnection connection;

    DeadLetterBoxTest(KafkaConnection connection) {
        this.connection = connection;
        OwnTopics.create(connection, TOPICS.prefix(), 3);
    }

    private static ConsumerRecord<byte[], byte[]> bad() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("own", new byte[] {9});
        return new ConsumerRecord<>(
                TOPICS.scores(), 1, 42, 0, TimestampType.CREATE_TIME, 5, 3, KEY, VALUE, headers, Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> huge() {
        return new ConsumerRecord<>(TOPICS.scores(), 1, 43, KEY, new byte[6 << 20]);
    }

    @Test
    void shouldListWhatWasSetAsideAndPutItBack() {
        // Given a record that two roles could not read
        try (DeadLetters letters = new DeadLetters(connection, TOPICS)) {
            letters.publish(bad(), new SerializationException("no score"));
            letters.publish(bad(), new SerializationException("no score either"));
            letters.publish(huge(), new SerializationException("zeros"));
        }
        DeadLetterBox box = new DeadLetterBox(connection, TOPICS);

        // When
        List<DeadLetter> listed = box.read();
        DeadLetter whole =
                listed.stream().filter(each -> !each.isStub()).findFirst().orElseThrow();
        String place = box.reinject(whole);

        // Then
        assertThat(listed).hasSize(3);
        DeadLetter stub = listed.stream().filter(DeadLetter::isStub).findFirst().orElseThrow();
        assertThat(stub.size()).isEqualTo(6L << 20);
        assertThat(stub.digest()).hasSize(64);
        assertThatThrownBy(() -> box.reinject(stub))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("letters.scores-1@43 had 6291456 bytes, too many to be kept");
        assertThat(whole.origin()).isEqualTo("letters.scores-1@42");
        assertThat(whole.exception()).isEqualTo(SerializationException.class.getName());
        assertThat(whole.message()).isEqualTo("no score");
        assertThat(place).startsWith("letters.scores-").endsWith("@0");
        ConsumerRecord<byte[], byte[]> back = only();
        assertThat(back.key()).isEqualTo(KEY);
        assertThat(back.value()).isEqualTo(VALUE);
        assertThat(back.headers()).extracting(header -> header.key()).containsExactly("own", DeadLetterBox.REINJECTED);
    }

    private ConsumerRecord<byte[], byte[]> only() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.consumer("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPICS.scores()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (records.isEmpty() && System.nanoTime() - deadline < 0) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            assertThat(records).hasSize(1);
            return records.get(0);
        }
    }
}
