package dev.millrace.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A native library that would end the process with a crash is refused before it is loaded. */
class NativeLibraryTest {

    private static final String NEEDED = PolicyEngine.get().library().version();

    @TempDir
    private Path own;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void givenALibraryOfTheUsersOwn() throws IOException {
        Path lib = Files.createDirectory(own.resolve("lib"));
        Files.createFile(lib.resolve(System.mapLibraryName("torch")));
        variables.put("PYTORCH_LIBRARY_PATH", lib.toString());
        variables.put("PYTORCH_VERSION", NEEDED);
        variables.put("PYTORCH_FLAVOR", "cpu");
    }

    private NativeLibrary find() {
        return NativeLibrary.find(variables::get);
    }

    @Test
    void shouldTakeTheUsersLibraryOfTheVersionThatIsNeeded() throws IOException {
        Files.writeString(own.resolve("build-version"), NEEDED + "+cpu\n");

        assertThat(find()).isEqualTo(new NativeLibrary(NEEDED, "cpu", Optional.of(own.resolve("lib"))));
    }

    @Test
    void shouldReadTheVersionOfAPythonWheel() throws IOException {
        Files.writeString(own.resolve("version.py"), "__version__ = '" + NEEDED + "+cpu'\ncuda = None\n");

        assertThat(find().version()).isEqualTo(NEEDED);
    }

    @Test
    void shouldRefuseALibraryForAnotherFlavor() throws IOException {
        Files.writeString(own.resolve("version.py"), "__version__ = '" + NEEDED + "+cu128'\ncuda = '12.8'\n");

        assertThatThrownBy(this::find)
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessage("PYTORCH_FLAVOR is cpu, but " + own.resolve("lib")
                        + " is built for cu128; docs/howto/gpu.md says how");
    }

    @Test
    void shouldRefuseAnotherVersion() throws IOException {
        Files.writeString(own.resolve("build-version"), "2.13.0+cu130\n");

        assertThatThrownBy(this::find)
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessage("PYTORCH_LIBRARY_PATH " + own.resolve("lib")
                        + " is PyTorch 2.13.0, but this build needs exactly " + NEEDED
                        + "; docs/howto/gpu.md says how");
    }

    @Test
    void shouldRefuseALibraryThatDoesNotSayItsVersion() {
        assertThatThrownBy(this::find).hasMessageContaining("does not say its version");
    }

    @Test
    void shouldRefuseAFolderWithoutALibrary() {
        variables.put("PYTORCH_LIBRARY_PATH", own.toString());

        assertThatThrownBy(this::find).hasMessageContaining("holds no " + System.mapLibraryName("torch"));
    }

    @Test
    void shouldRefuseACardThatThisBuildHasNoCodeFor() throws IOException {
        Files.writeString(own.resolve("build-version"), NEEDED + "\n");
        variables.put("PYTORCH_FLAVOR", "cu999");

        assertThatThrownBy(this::find)
                .hasMessageStartingWith("PYTORCH_FLAVOR is cu999, but this build has no code for that");
    }

    @Test
    void shouldFindThePackedLibraryWhereNobodyNamesAnother() {
        assertThat(NativeLibrary.find(name -> null)).isEqualTo(new NativeLibrary(NEEDED, "cpu", Optional.empty()));
    }
}
