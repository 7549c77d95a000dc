package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Durability;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.DemoCredit;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsRoleSettingsTest {

    @Test
    void shouldPutTheUsersWordBeforeItsOwnTaste() {
        assertThat(producerOf(Map.of("compression.type", "zstd"))).containsEntry("compression.type", "zstd");
        assertThat(producerOf(Map.of("compression.type", "zstd", "producer.compression.type", "gzip")))
                .containsEntry("compression.type", "gzip");
        assertThat(producerOf(Map.of())).containsEntry("compression.type", "none");
    }

    @Test
    void shouldNotLetPropertiesUndoWhatThePromisesNeed() {
        assertThat(settings(Map.of("processing.guarantee", "at_least_once")))
                .containsEntry("processing.guarantee", "exactly_once_v2");
    }

    private static Map<String, Object> producerOf(Map<String, String> properties) {
        return new StreamsConfig(settings(properties)).getProducerConfigs("p");
    }

    private static Map<String, Object> settings(Map<String, String> properties) {
        StreamsRole role = new StreamsRole(
                new KafkaConnection("nowhere:9092", "mock://settings", properties),
                new Topics("t."),
                new RunId("r"),
                StreamsRoleConfig.defaults(),
                new Durability(1),
                AssemblyConfig.defaults(),
                DemoCredit.settings());
        return role.settings(Path.of("unused"));
    }
}
