package dev.millrace.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the contracts to their released copies, one folder a release: every reader, old or new, must read every
 * record, old or new. A release adds a folder; none is ever changed.
 */
class CompatibilityTest {

    static Stream<String> contracts() {
        return Contracts.ofTopics().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void shouldStayCompatibleWithEveryRelease(String name) throws Exception {
        assertThat(incompatibilities(Contracts.ofTopics().get(name), name)).isEmpty();
    }

    @Test
    void shouldKeepEveryReleasedContract() throws Exception {
        assertThat(Contracts.ofTopics().keySet()).containsAll(releasedNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "removed", "required", "renamed"})
    void shouldRefuseAnIncompatibleChange(String change) throws Exception {
        // Given a contract that somebody changed
        String current = Contracts.ofTopics().get("Score").toString();
        String changed =
                switch (change) {
                    case "type" ->
                        current.replace(
                                "{\"name\":\"index\",\"type\":\"int\"", "{\"name\":\"index\",\"type\":\"string\"");
                    case "removed" -> current.replaceFirst("\\{\"name\":\"scorer\",[^}]*},", "");
                    case "required" ->
                        current.replaceFirst(
                                "\\{\"name\":\"index\"", "{\"name\":\"more\",\"type\":\"int\"},{\"name\":\"index\"");
                    default -> current.replace("{\"name\":\"scorer\"", "{\"name\":\"judge\"");
                };
        assertThat(changed).isNotEqualTo(current);

        // When it is compared with its releases
        List<String> problems = incompatibilities(new Schema.Parser().parse(changed), "Score");

        // Then it is refused
        assertThat(problems).isNotEmpty();
    }

    private static List<String> incompatibilities(Schema current, String name) throws Exception {
        List<ParsedSchemaHolder> released = releases().stream()
                .map(release -> release.resolve(name + ".avsc"))
                .filter(Files::exists)
                .<ParsedSchemaHolder>map(file -> new SimpleParsedSchemaHolder(new AvroSchema(read(file))))
                .toList();
        assertThat(released).as("released copies of " + name).isNotEmpty();
        return new AvroSchema(current).isCompatible(CompatibilityLevel.FULL_TRANSITIVE, released);
    }

    private static Set<String> releasedNames() throws Exception {
        return releases().stream()
                .flatMap(release -> list(release).stream())
                .map(file -> file.getFileName().toString().replace(".avsc", ""))
                .collect(Collectors.toSet());
    }

    private static List<Path> releases() throws URISyntaxException {
        return list(Path.of(Objects.requireNonNull(CompatibilityTest.class.getResource("/released"))
                .toURI()));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
