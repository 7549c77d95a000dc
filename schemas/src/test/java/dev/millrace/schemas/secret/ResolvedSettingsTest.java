package dev.millrace.schemas.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResolvedSettingsTest {

    private static final String CANARY = "c4nary-of-a-header";

    private final ResolvedSettings resolved = new ResolvedSettings(
            new References(Map.of("KEY", CANARY, "HOST", "there", "FOLDER", "/data", "WORD", "w0rd-of-nobody")::get));

    private record Tls(Path ca, Optional<String> note) {}

    private record Config(String url, Map<String, String> headers, List<String> words, Tls tls, int retries) {

        Config {
            if (url.contains("w0rd")) {
                throw new IllegalArgumentException("url must be a URL, not " + url);
            }
        }
    }

    private static Config config(String url) {
        return new Config(
                url,
                Map.of("Authorization", "Bearer ${env:KEY}"),
                List.of("a", "${env:HOST}"),
                new Tls(Path.of("${env:FOLDER}/ca.pem"), Optional.of("${env:HOST}")),
                3);
    }

    @Test
    void shouldResolveTextsAndPathsWhereverTheyLie() {
        Record plain = resolved.of("scorers.mine.config", config("http://${env:HOST}/score"));

        assertThat(plain)
                .isEqualTo(new Config(
                        "http://there/score",
                        Map.of("Authorization", "Bearer " + CANARY),
                        List.of("a", "there"),
                        new Tls(Path.of("/data/ca.pem"), Optional.of("there")),
                        3));
    }

    @Test
    void shouldHideWhatIsASecretFromThenOn() {
        Record unused = resolved.of("scorers.mine.config", config("http://there"));

        assertThat(Redaction.hide("the server said: no " + CANARY + " there"))
                .isEqualTo("the server said: no " + SecretNames.HIDDEN + " there");
    }

    @Test
    void shouldLeaveSettingsWithoutReferencesAsTheyAre() {
        Tls settings = new Tls(Path.of("ca.pem"), Optional.empty());

        assertThat(resolved.of("x", settings)).isSameAs(settings);
    }

    @Test
    void shouldNameTheSettingAndNotWhatItsReferenceStandsFor() {
        Tls settings = new Tls(Path.of("${env:NOBODY}"), Optional.empty());

        assertThatThrownBy(() -> resolved.of("scorers.mine.config.tls", settings))
                .isInstanceOf(UnresolvedReferenceException.class)
                .hasMessage("scorers.mine.config.tls.ca: ${env:NOBODY} is not set in the environment of this process");
        assertThatThrownBy(() -> resolved.of("scorers.mine.config", config("${env:WORD}")))
                .isInstanceOf(UnresolvedReferenceException.class)
                .hasMessage("scorers.mine.config.url must be a URL, not what ${env:WORD} stands for");
    }
}
