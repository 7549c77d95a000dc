package dev.millrace.schemas.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {

    private final References references =
            new References(Map.of("PW", "s3cret", "TWICE", "${env:PW}", "ODD", "a$1\\b", "EMPTY", "")::get);

    @TempDir
    private Path folder;

    @Test
    void shouldResolveAWholeTextAndPartsOfOne() throws IOException {
        Path file = Files.writeString(folder.resolve("pw"), "two\nlines\n");

        assertThat(references.resolve("k", "${env:PW}")).isEqualTo("s3cret");
        assertThat(references.resolve("k", "user:${env:PW}, ${file:" + file + "}!"))
                .isEqualTo("user:s3cret, two\nlines!");
        assertThat(references.resolve("k", "no reference, $5 {env:PW} $")).isEqualTo("no reference, $5 {env:PW} $");
    }

    @Test
    void shouldTakeTheValueAsItIs() {
        assertThat(references.resolve("k", "${env:TWICE}")).isEqualTo("${env:PW}");
        assertThat(references.resolve("k", "<${env:ODD}>")).isEqualTo("<a$1\\b>");
    }

    @Test
    void shouldNameSettingAndReferenceWhereThereIsNothing() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertThatThrownBy(() -> references.resolve("kafka.properties.p", "a${env:NONE}"))
                .isInstanceOf(UnresolvedReferenceException.class)
                .hasMessage("kafka.properties.p: ${env:NONE} is not set in the environment of this process");
        assertThatThrownBy(() -> references.resolve("k", "${env:EMPTY}")).hasMessage("k: ${env:EMPTY} is empty");
        assertThatThrownBy(() -> references.resolve("k", "${file:/nowhere/pw}"))
                .hasMessage("k: ${file:/nowhere/pw}: there is no such file");
        assertThatThrownBy(() -> references.resolve("k", "${file:" + empty + "}"))
                .hasMessage("k: ${file:" + empty + "} is empty");
        assertThatThrownBy(() -> references.resolve("k", "${file:" + folder + "}"))
                .hasMessageStartingWith("k: ${file:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${HOST}", "${vault:a}", "${env:}", "${env:PW", "a${ENV:PW}", "${file:}"})
    void shouldRefuseAReferenceOfAnotherForm(String text) {
        assertThatThrownBy(() -> References.check("k", text))
                .isInstanceOf(UnresolvedReferenceException.class)
                .hasMessageStartingWith("k: a reference has the form ${env:NAME} or ${file:PATH}");
    }
}
