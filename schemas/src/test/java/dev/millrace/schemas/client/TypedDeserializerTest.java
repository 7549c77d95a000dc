package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class TypedDeserializerTest {

    private static final SerializationException DOWN =
            new SerializationException("no schema", new ConnectException("refused"));

    @Test
    void shouldReadAGoodRecordOnceTheRegistryAnswersAgain() {
        // Given a registry that is down for a moment
        Deserializer<String> deserializer = deserializer(Duration.ofSeconds(30), DOWN, "good");

        // When a record is read, Then it is the record
        assertThat(deserializer.deserialize("t", new byte[1])).isEqualTo("good");
    }

    @Test
    void shouldNotCallARecordBadBecauseTheRegistryIsDown() {
        Deserializer<String> deserializer = deserializer(Duration.ZERO, DOWN);
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[1]))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("http://registry:1");
    }

    @Test
    void shouldCallARecordBadWhoseSchemaTheRegistryDoesNotKnow() {
        Deserializer<String> deserializer = deserializer(
                Duration.ofSeconds(30),
                new SerializationException("no schema", new RestClientException("not found", 404, 40403)));
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[1])).isInstanceOf(SerializationException.class);
    }

    /** Answers with one outcome after the other. */
    private static Deserializer<String> deserializer(Duration patience, Object... outcomes) {
        Iterator<Object> next = List.of(outcomes).iterator();
        return new TypedDeserializer<>(
                (topic, bytes) -> {
                    Object outcome = next.next();
                    if (outcome instanceof RuntimeException failure) {
                        throw failure;
                    }
                    return outcome;
                },
                String.class,
                "http://registry:1",
                patience);
    }
}
