package dev.millrace.audit.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class TopicScanTest {

    private final List<Class<?>> open = new ArrayList<>();
    private int opened;

    /** Counts those that are open. */
    private final class Counting implements TopicScan.Deserializers {

        @Override
        public <T extends SpecificRecord> Deserializer<T> of(Class<T> type) {
            open.add(type);
            opened++;
            return new Deserializer<>() {
                @Override
                public T deserialize(String topic, byte[] data) {
                    throw new AssertionError("nothing is read here");
                }

                @Override
                public void close() {
                    open.remove(type);
                }
            };
        }
    }

    @Test
    void shouldCloseItsReadersWhenReadingThrows() {
        // Given a broker that does not answer
        KafkaConnection nowhere = new KafkaConnection(
                "127.0.0.1:1",
                "mock://topic-scan",
                Map.of("default.api.timeout.ms", "200", "request.timeout.ms", "100"));
        TopicScan scan = new TopicScan(nowhere, new Counting(), new Topics("t."), new RunId("r"), topic -> {});

        // When
        assertThatThrownBy(scan::gather).isInstanceOf(KafkaException.class);

        // Then
        assertThat(opened).isPositive();
        assertThat(open).isEmpty();
    }
}
