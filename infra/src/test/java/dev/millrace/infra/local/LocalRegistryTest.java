package dev.millrace.infra.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.registry.SchemaRegistrationException;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRegistryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TopicCatalogue CATALOGUE = new TopicCatalogue(new Topics("t."), 1, (short) 1);
    private static final String SCHEMA = record("int");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalRegistry registry;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start(RegistryBackend.create(folder.resolve("registry.json")), Port.free());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldServeConfluentsClient() {
        KafkaConnection connection = connection();
        new Preflight(connection, Duration.ofSeconds(5)).checkRegistry();
        try (SchemaRegistration schemas = registration()) {
            Map<String, Integer> ids = schemas.registerAll();
            assertThat(ids).hasSize(11);
            assertThat(ids.values()).doesNotHaveDuplicates();
        }
        try (SchemaRegistration another = registration()) {
            assertThat(another.checkAll()).hasSize(11);
        }
    }

    @Test
    void shouldRefuseAnIncompatibleSchemaOfConfluentsClient() throws Exception {
        // Given a subject with another schema, to be kept compatible
        String subject = CATALOGUE.names().prompts() + "-value";
        String other = SCHEMA.replace("\"R\"", "\"Prompt\",\"namespace\":\"dev.millrace.schemas.avro\"");
        send("POST", "/subjects/" + subject + "/versions", body(other), 200);

        // When ours is registered, Then the client hears of a conflict, and which
        try (SchemaRegistration schemas = registration()) {
            assertThatThrownBy(schemas::registerAll)
                    .isInstanceOf(SchemaRegistrationException.class)
                    .hasMessageContaining(registry.url())
                    .hasMessageContaining(subject)
                    .hasMessageContaining("not FULL_TRANSITIVE compatible")
                    .hasMessageContaining("409");
        }
    }

    @Test
    void shouldAnswerWhileOthersSendHalfARequest() throws Exception {
        List<Socket> halves = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Socket half = new Socket("127.0.0.1", registry.port());
            half.getOutputStream().write("GET /subjects HTTP/1.1\r\nX-a: ".getBytes(US_ASCII));
            halves.add(half);
        }
        assertThat(send("GET", "/subjects", "", 200)).isEmpty();
        for (Socket half : halves) {
            half.close();
        }
    }

    @Test
    void shouldAnswerAsConfluentsRegistry() throws Exception {
        assertThat(send("GET", "/", "", 200)).isEmpty();
        assertThat(send("GET", "/schemas/types", "", 200).toString()).isEqualTo("[\"AVRO\"]");
        assertThat(send("GET", "/subjects", "", 200)).isEmpty();
        assertThat(send("GET", "/config", "", 200).path("compatibilityLevel").asText())
                .isEqualTo("BACKWARD");

        JsonNode registered = send("POST", "/subjects/a%20b/versions", body(SCHEMA), 200);
        assertThat(registered.path("id").asInt()).isEqualTo(1);
        assertThat(send("GET", "/subjects", "", 200).toString()).isEqualTo("[\"a b\"]");
        assertThat(send("GET", "/subjects/a%20b/versions", "", 200).toString()).isEqualTo("[1]");

        JsonNode latest = send("GET", "/subjects/a%20b/versions/latest", "", 200);
        assertThat(latest.path("subject").asText()).isEqualTo("a b");
        assertThat(latest.path("version").asInt()).isEqualTo(1);
        assertThat(latest.path("id").asInt()).isEqualTo(1);
        assertThat(latest.path("schema").asText()).isEqualTo(SCHEMA);
        assertThat(send("GET", "/subjects/a%20b/versions/1/schema", "", 200)).isEqualTo(JSON.readTree(SCHEMA));
        assertThat(send("POST", "/subjects/a%20b", body(SCHEMA), 200)).isEqualTo(latest);

        assertThat(send("GET", "/schemas/ids/1", "", 200).path("schema").asText())
                .isEqualTo(SCHEMA);
        assertThat(send("GET", "/schemas/ids/1/schema", "", 200)).isEqualTo(JSON.readTree(SCHEMA));
        assertThat(send("GET", "/schemas/ids/1/versions", "", 200))
                .isEqualTo(JSON.readTree("[{\"subject\":\"a b\",\"version\":1}]"));
        assertThat(send("GET", "/schemas/ids/1/subjects", "", 200).toString()).isEqualTo("[\"a b\"]");
    }

    @Test
    void shouldFindTheSchemasOfADeletedSubjectByTheirIds() throws Exception {
        send("POST", "/subjects/gone/versions", body(SCHEMA), 200);

        assertThat(send("DELETE", "/subjects/gone", "", 200).toString()).isEqualTo("[1]");

        assertThat(send("GET", "/subjects", "", 200)).isEmpty();
        assertThat(send("GET", "/schemas/ids/1", "", 200).path("schema").asText())
                .isEqualTo(SCHEMA);
        assertThat(send("GET", "/schemas/ids/1/subjects", "", 200)).isEmpty();
        send("POST", "/subjects/gone/versions", body(SCHEMA), 200);
        send("DELETE", "/subjects/gone", "", 200);
        assertThat(error("DELETE", "/subjects/gone", "", 404)).isEqualTo(40401);
    }

    @Test
    void shouldKeepCompatibilityLevels() throws Exception {
        assertThat(error("GET", "/config/x", "", 404)).isEqualTo(40408);
        assertThat(send("GET", "/config/x?defaultToGlobal=true", "", 200)
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("BACKWARD");
        assertThat(send("PUT", "/config/x", "{\"compatibility\":\"full_transitive\"}", 200)
                        .path("compatibility")
                        .asText())
                .isEqualTo("FULL_TRANSITIVE");
        assertThat(send("PUT", "/config", "{\"compatibility\":\"NONE\"}", 200)
                        .path("compatibility")
                        .asText())
                .isEqualTo("NONE");
        assertThat(send("GET", "/config/x", "", 200).path("compatibilityLevel").asText())
                .isEqualTo("FULL_TRANSITIVE");
        assertThat(error("PUT", "/config/x", "{\"compatibility\":\"SIDEWAYS\"}", 422))
                .isEqualTo(42203);
    }

    @Test
    void shouldTestCompatibilityAndRegisterNothing() throws Exception {
        send("POST", "/subjects/x/versions", body(SCHEMA), 200);
        String path = "/compatibility/subjects/x/versions/latest";
        assertThat(send("POST", path, body(SCHEMA), 200).path("is_compatible").asBoolean())
                .isTrue();
        JsonNode verdict = send("POST", path + "?verbose=true", body(record("string")), 200);
        assertThat(verdict.path("is_compatible").asBoolean()).isFalse();
        assertThat(verdict.path("messages")).isNotEmpty();
        assertThat(error("POST", "/subjects/x/versions", body(record("string")), 409))
                .isEqualTo(409);
        assertThat(send("GET", "/subjects/x/versions", "", 200).toString()).isEqualTo("[1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /subjects/no/versions         |                            | 404 | 40401",
                "GET    | /subjects/no/versions/1       |                            | 404 | 40401",
                "GET    | /subjects/x/versions/9        |                            | 404 | 40402",
                "GET    | /subjects/x/versions/zero     |                            | 422 | 42202",
                "GET    | /schemas/ids/99               |                            | 404 | 40403",
                "GET    | /schemas/ids/abc              |                            | 404 | 404",
                "POST   | /subjects/x/versions          | {\"schema\":\"{}\"}        | 422 | 42201",
                "POST   | /subjects/x/versions          | {\"schema\":5}             | 422 | 422",
                "POST   | /subjects/x/versions          | {}                         | 422 | 422",
                "POST   | /subjects/x/versions          |                            | 422 | 422",
                "POST   | /subjects/x/versions          | {\"schema                  | 400 | 400",
                "POST   | /subjects/x/versions          | {\"schema\":\"x\",\"schemaType\":\"JSON\"} | 422 | 42201",
                "POST   | /subjects/x/versions          | {\"schema\":\"x\",\"references\":[{}]} | 422 | 42201",
                "POST   | /subjects/no                  | {\"schema\":\"\\\"int\\\"\"} | 404 | 40401",
                "POST   | /subjects/x                   | {\"schema\":\"\\\"int\\\"\"} | 404 | 40403",
                "DELETE | /config/x                   |                            | 404 | 404",
                "GET    | /nothing                      |                            | 404 | 404",
            })
    void shouldAnswerBadRequestsAsConfluentsRegistry(String method, String path, String body, int status, int code)
            throws Exception {
        send("POST", "/subjects/x/versions", body(SCHEMA), 200);
        assertThat(error(method, path, body == null ? "" : body, status)).isEqualTo(code);
    }

    @Test
    void shouldRefuseAnOversizedBody() throws Exception {
        String huge = body("x".repeat(RegistryHandler.MAX_BODY));
        assertThat(error("POST", "/subjects/x/versions", huge, 413)).isEqualTo(413);
    }

    private SchemaRegistration registration() {
        return new SchemaRegistration(connection(), CATALOGUE, Duration.ofSeconds(5));
    }

    private KafkaConnection connection() {
        return new KafkaConnection("unused:1", registry.url(), Map.of());
    }

    private int error(String method, String path, String body, int status) throws Exception {
        JsonNode answer = send(method, path, body, status);
        assertThat(answer.path("message").asText()).isNotBlank();
        return answer.path("error_code").asInt();
    }

    private JsonNode send(String method, String path, String body, int status)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        return JSON.readTree(response.body());
    }

    private static String body(String schema) throws IOException {
        return JSON.writeValueAsString(Map.of("schema", schema));
    }

    private static String record(String type) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"" + type + "\"}]}";
    }
}
