package dev.millrace.schemas.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RedactionTest {

    @Test
    void shouldHideASecretAndItsParts() {
        // Given
        Redaction.add("a.Module required username=\"u\" password=\"canary-one\";");
        Redaction.add("user:canary-two");
        Redaction.add("-----BEGIN KEY-----\ncanary-three\n-----END KEY-----\n");

        // When
        String sent = Base64.getEncoder().encodeToString("user:canary-two".getBytes(StandardCharsets.UTF_8));
        String hidden =
                Redaction.hide("1 canary-one, 2 canary-two, 3 canary-three, Basic " + sent + " -----BEGIN KEY-----");

        // Then
        assertThat(hidden).isEqualTo("1 [hidden], 2 [hidden], 3 [hidden], Basic [hidden] -----BEGIN KEY-----");
    }

    @Test
    void shouldHideTheWholeOfASecretThatHoldsAnother() {
        Redaction.add("canary-four");
        Redaction.add("canary-four-and-five");

        assertThat(Redaction.hide("canary-four-and-five")).isEqualTo("[hidden]");
    }

    @Test
    void shouldHideASecretAsItStandsInAnAddress() {
        Redaction.add("canary/six +%");

        assertThat(Redaction.hide("http://h/?a=canary%2Fsix+%2B%25&b=1")).isEqualTo("http://h/?a=[hidden]&b=1");
    }

    @Test
    void shouldHideASecretAsItStandsInJson() {
        Redaction.add("canary\\eight\"");

        assertThat(Redaction.hide("{\"said\": \"canary\\\\eight\\\"\"}")).isEqualTo("{\"said\": \"[hidden]\"}");
    }

    @Test
    void shouldHideWhatASecretOfJaasIsMadeInto() {
        // Given a password with quotes, which is sent to a registry as well (SASL_INHERIT)
        Redaction.add("a.Module required username=\"u\" password=\"canary \\\"seven\\\"\";");

        // When
        String sent = Base64.getEncoder().encodeToString("u:canary \"seven\"".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(Redaction.hide("it is canary \"seven\", or Basic " + sent))
                .isEqualTo("it is [hidden], or Basic [hidden]");
    }

    @Test
    void shouldHideTheUserOfAnyAddress() {
        assertThat(Redaction.hide("GET https://u:p@ss@host/a@b, then http://host/c@d, mail a@b.example"))
                .isEqualTo("GET https://[hidden]@host/a@b, then http://host/c@d, mail a@b.example");
    }

    @Test
    void shouldLeaveShortWordsAlone() {
        Redaction.add("test");

        assertThat(Redaction.hide("a test")).isEqualTo("a test");
    }
}
