package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypedDeserializerTest {

    static List<RuntimeException> withoutAnswer() {
        return List.of(
                new TimeoutException("does not answer"),
                new AuthenticationException("wants other credentials"),
                new AuthorizationException("may not"),
                new InterruptException("stopped"));
    }

    @ParameterizedTest
    @MethodSource("withoutAnswer")
    void shouldNotCallARecordBadBecauseTheRegistryGaveNoAnswer(RuntimeException cause) {
        // Given what Confluent's deserializer makes of a client that got no answer
        Deserializer<String> deserializer = failing(new SerializationException("no schema", cause));

        // When a record is read, Then the failure is the client's
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[1])).isSameAs(cause);
    }

    @Test
    void shouldCallARecordBadWhoseSchemaTheRegistryDoesNotKnow() {
        Deserializer<String> deserializer =
                failing(new SerializationException("no schema", new RestClientException("not found", 404, 40403)));
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[1])).isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldNotHideADefect() {
        Deserializer<String> deserializer = failing(new NoSuchElementException("a defect"));
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[1])).isInstanceOf(NoSuchElementException.class);
    }

    private static Deserializer<String> failing(RuntimeException failure) {
        return new TypedDeserializer<>(
                (topic, bytes) -> {
                    throw failure;
                },
                String.class);
    }
}
