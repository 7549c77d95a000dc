package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryBackendTest {

    private static final String ONE = record("\"name\":\"a\",\"type\":\"int\"");
    private static final String TWO =
            record("\"name\":\"a\",\"type\":\"int\"", "\"name\":\"b\",\"type\":\"int\",\"default\":0");
    private static final String BREAKING = record("\"name\":\"a\",\"type\":\"string\"");

    @TempDir
    private Path folder;

    private Path file;
    private RegistryBackend backend;

    @BeforeEach
    void create() {
        file = folder.resolve("registry.json");
        backend = RegistryBackend.create(file);
    }

    @Test
    void shouldKeepIdsVersionsAndLevelsOverARestart() throws Exception {
        // Given schemas in several versions and levels
        backend.setLevel("NONE");
        backend.setLevel("x", "FULL_TRANSITIVE");
        RegisteredSchema first = backend.register("x", ONE);
        RegisteredSchema second = backend.register("x", TWO);
        RegisteredSchema shared = backend.register("y", TWO);

        // When the registry is opened again
        RegistryBackend again = RegistryBackend.open(file);

        // Then all of it is there, and the next id is a new one
        assertThat(again.version("x", "1")).isEqualTo(first);
        assertThat(again.version("x", "latest")).isEqualTo(second);
        assertThat(again.byId(second.id())).containsExactly(second, shared);
        assertThat(again.level()).isEqualTo("NONE");
        assertThat(again.level("x")).isEqualTo("FULL_TRANSITIVE");
        assertThat(again.register("x", ONE)).isEqualTo(first);
        assertThat(again.register("y", BREAKING).id()).isGreaterThan(second.id());
    }

    @Test
    void shouldGiveTheSameIdForTheSameSchemaInAnyLayout() throws Exception {
        RegisteredSchema first = backend.register("x", ONE);
        assertThat(backend.register("x", ONE.replace(",", " ,\n"))).isEqualTo(first);
        assertThat(backend.register("y", ONE).id()).isEqualTo(first.id());
        assertThat(backend.register("y", ONE).version()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnIncompatibleSchemaAndRegisterNothing() throws Exception {
        // Given a subject that is to stay compatible
        backend.setLevel("x", "FULL_TRANSITIVE");
        backend.register("x", ONE);

        // When a breaking schema is registered, Then it is refused
        assertThat(code(() -> backend.register("x", BREAKING))).isEqualTo(409);
        assertThat(backend.versions("x")).containsExactly(1);
        assertThat(RegistryBackend.open(file).versions("x")).containsExactly(1);
    }

    @Test
    void shouldAnswerWithConfluentsCodes() throws Exception {
        backend.register("x", ONE);
        assertThat(code(() -> backend.versions("nobody"))).isEqualTo(40401);
        assertThat(code(() -> backend.version("nobody", "1"))).isEqualTo(40401);
        assertThat(code(() -> backend.version("x", "2"))).isEqualTo(40402);
        assertThat(code(() -> backend.version("x", "0"))).isEqualTo(42202);
        assertThat(code(() -> backend.version("x", "newest"))).isEqualTo(42202);
        assertThat(code(() -> backend.byId(99))).isEqualTo(40403);
        assertThat(code(() -> backend.lookUp("x", TWO))).isEqualTo(40403);
        assertThat(code(() -> backend.lookUp("nobody", ONE))).isEqualTo(40401);
        assertThat(code(() -> backend.register("x", "{}"))).isEqualTo(42201);
        assertThat(code(() -> backend.register("x", "nonsense"))).isEqualTo(42201);
        assertThat(code(() -> backend.setLevel("SIDEWAYS"))).isEqualTo(42203);
        assertThat(code(() -> backend.level("x"))).isEqualTo(40408);
    }

    @Test
    void shouldCompareWithOneVersionOrWithAll() throws Exception {
        backend.setLevel("x", "NONE");
        backend.register("x", BREAKING);
        backend.register("x", ONE);
        backend.setLevel("x", "FULL_TRANSITIVE");
        assertThat(backend.incompatibilities("x", TWO, "latest")).isEmpty();
        assertThat(backend.incompatibilities("x", TWO, "1")).isNotEmpty();
        assertThat(backend.incompatibilities("x", TWO)).isNotEmpty();
        assertThat(backend.incompatibilities("nobody", TWO)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"format\":1}", "not json", "{\"something\":\"else\"}"})
    void shouldRefuseAForeignFile(String content) throws Exception {
        Files.writeString(file, content);
        assertThatThrownBy(() -> RegistryBackend.open(file))
                .isInstanceOf(RegistryFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("restore it");
    }

    @Test
    void shouldRefuseAFileThatWasCutOffAnywhere() throws Exception {
        // Given a file with schemas
        backend.register("x", ONE);
        String whole = Files.readString(file);
        int lastBrace = whole.lastIndexOf('}');

        for (int length = 0; length < lastBrace; length += 7) {
            // When it was cut off
            Files.writeString(file, whole.substring(0, length));

            // Then it is refused
            assertThatThrownBy(() -> RegistryBackend.open(file))
                    .as("first %d characters", length)
                    .isInstanceOf(RegistryFileException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void shouldRefuseAFileOfANewerFormat() throws Exception {
        Files.writeString(file, Files.readString(file).replaceFirst("\"format\" : 1", "\"format\" : 2"));
        assertThatThrownBy(() -> RegistryBackend.open(file))
                .isInstanceOf(RegistryFileException.class)
                .hasMessageContaining("has format 2")
                .hasMessageContaining("newer version");
    }

    @Test
    void shouldRefuseAMissingFileAndOneThatIsInTheWay() throws Exception {
        assertThatThrownBy(() -> RegistryBackend.create(file)).hasMessageContaining("is there already");
        Files.delete(file);
        assertThatThrownBy(() -> RegistryBackend.open(file)).hasMessageContaining("is missing");
    }

    @Test
    void shouldRegisterNothingThatCannotBeStored() throws Exception {
        // Given a folder that vanished
        Files.delete(file);
        Files.delete(folder);

        // When a schema is registered, Then that fails and leaves no trace
        assertThatThrownBy(() -> backend.register("x", ONE)).isInstanceOf(RegistryFileException.class);
        assertThat(backend.subjects()).isEmpty();
        Files.createDirectory(folder);
    }

    private static int code(ThrowingCallable call) {
        RegistryRefusal refusal = catchThrowableOfType(RegistryRefusal.class, call);
        assertThat(refusal).isNotNull();
        return refusal.code();
    }

    private static String record(String... fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{" + String.join("},{", fields) + "}]}";
    }
}
