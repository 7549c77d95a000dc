package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "acks, 1",
        "enable.idempotence, false",
        "isolation.level, read_uncommitted",
        "enable.auto.commit, true",
        "auto.offset.reset, latest",
        "group.id, mine",
        "transactional.id, mine",
        "max.request.size, 99999999",
        "partitioner.class, org.apache.kafka.clients.producer.RoundRobinPartitioner",
        "partitioner.ignore.keys, true",
        "value.serializer, x",
        "processing.guarantee, at_least_once",
        "auto.register.schemas, true",
        "client.id, mine",
        "producer.acks, 0",
        "main.consumer.isolation.level, read_uncommitted",
        "session.timeout.ms, 60000"
    })
    void shouldRefuseWhatAPromiseRestsOn(String key, String value) {
        assertThat(ClientProperties.refused(Map.of(key, value))).containsOnlyKeys(key);
    }

    @ParameterizedTest
    @CsvSource({
        "compression.type, zstd",
        "batch.size, 1",
        "linger.ms, 5",
        "transaction.timeout.ms, 60000",
        "max.block.ms, 1000",
        "fetch.max.bytes, 1000000",
        "consumer.max.poll.records, 10",
        "sasl.mechanism, SCRAM-SHA-512",
        "acks, ALL",
        "acks, -1",
        "isolation.level, read_committed",
        "enable.idempotence, TRUE"
    })
    void shouldTakeWhatIsAMatterOfTasteAndWhatIsSoAnyway(String key, String value) {
        assertThat(ClientProperties.refused(Map.of(key, value))).isEmpty();
    }

    @Test
    void shouldLetAMemberOfAClassicGroupDecideItsOwnTimes() {
        assertThat(ClientProperties.refused(Map.of("session.timeout.ms", "60000", "group.protocol", "classic")))
                .isEmpty();
    }

    @Test
    void shouldSayWhy() {
        assertThat(ClientProperties.refused(Map.of("acks", "1", "group.id", "mine")))
                .containsExactly(
                        Map.entry("acks", "it is always all, as a record that one broker alone has is lost with it"),
                        Map.entry("group.id", "the group of a role is made from kafka.topic_prefix and run.id"));
    }

    @Test
    void shouldOverwriteNothingThatItDoesNotRefuse() {
        // Given: every property that Kafka's clients know, set to something else
        Map<String, String> properties = new HashMap<>();
        ProducerConfig.configDef().names().forEach(key -> properties.put(key, "mine"));
        ConsumerConfig.configDef().names().forEach(key -> properties.put(key, "mine"));
        KafkaConnection connection = new KafkaConnection("broker:9092", "http://registry:8081", properties);

        // When
        Map<String, Object> settings = new HashMap<>(connection.consumer("c"));
        settings.putAll(connection.transactionalProducer("c", "t"));

        // Then
        settings.entrySet().removeIf(entry -> entry.getValue().equals(properties.get(entry.getKey())));
        assertThat(ClientProperties.refused(properties).keySet()).containsAll(settings.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"compression.type", "batch.size", "transaction.timeout.ms"})
    void shouldPutTheUsersWordBeforeItsOwnTaste(String key) {
        assertThat(new KafkaConnection("b:1", "http://r", Map.of(key, "7")).transactionalProducer("c", "t"))
                .containsEntry(key, "7");
        assertThat(new KafkaConnection("b:1", "http://r", Map.of()).transactionalProducer("c", "t"))
                .containsKey(key);
    }
}
