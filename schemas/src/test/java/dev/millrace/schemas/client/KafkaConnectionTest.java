package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {

    private final KafkaConnection connection = new KafkaConnection(
            "broker:9092",
            "http://registry:8081",
            Map.of("sasl.jaas.config", "password=hunter2", "acks", "1", "isolation.level", "read_uncommitted"));

    @Test
    void shouldNotShowSecrets() {
        assertThat(connection.toString())
                .contains("broker:9092", "http://registry:8081", "sasl.jaas.config")
                .doesNotContain("hunter2");
    }

    @Test
    void shouldGiveFurtherPropertiesToEveryClient() {
        assertThat(connection.client("c")).containsEntry("sasl.jaas.config", "password=hunter2");
        assertThat(connection.consumer("c")).containsEntry("sasl.jaas.config", "password=hunter2");
        assertThat(connection.producer("c")).containsEntry("sasl.jaas.config", "password=hunter2");
    }

    @Test
    void shouldNotLetPropertiesUndoWhatThePromisesNeed() {
        assertThat(connection.producer("c")).containsEntry("acks", "all");
        assertThat(connection.consumer("c")).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void shouldStopWhereTheOffsetIsGone() {
        // Anything else would pass over records, or read them again, without a word.
        assertThat(connection.consumer("c")).containsEntry("auto.offset.reset", "none");
    }
}
