package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SchemaRegistrationTest {

    private static final TopicCatalogue CATALOGUE = new TopicCatalogue(new Topics("t."), 1, (short) 1);
    private static final Duration PATIENCE = Duration.ofMillis(300);

    @Test
    void shouldFindWhatItRegistered() {
        try (SchemaRegistration schemas = registration("mock://" + UUID.randomUUID())) {
            Map<String, Integer> ids = schemas.registerAll();
            assertThat(ids).hasSize(11).containsKey("t.prompts-value");
            assertThat(schemas.registerAll()).isEqualTo(ids);
            assertThat(schemas.checkAll()).isEqualTo(ids);
        }
    }

    @Test
    void shouldNameWhatIsNotRegisteredAndRegisterNothing() {
        try (SchemaRegistration schemas = registration("mock://" + UUID.randomUUID())) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(schemas::checkAll)
                        .isInstanceOf(SchemaRegistrationException.class)
                        .hasMessageContaining("does not hold this version of t.drops-value, ")
                        .hasMessageContaining("t.weights-value: register them")
                        .hasMessageContaining("schemas register");
            }
        }
    }

    @Test
    void shouldNameTheRegistryThatDoesNotAnswer() throws Exception {
        // Given an address where nobody listens
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }

        // When schemas are registered, Then the error names it, soon
        try (SchemaRegistration schemas = registration("http://127.0.0.1:" + port)) {
            assertThatThrownBy(schemas::registerAll)
                    .isInstanceOf(SchemaRegistrationException.class)
                    .hasMessageContaining("http://127.0.0.1:" + port)
                    .hasMessageContaining("kafka.registry");
        }
    }

    private static SchemaRegistration registration(String url) {
        return new SchemaRegistration(new KafkaConnection("unused:1", url, Map.of()), CATALOGUE, PATIENCE);
    }
}
