package dev.millrace.schemas.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.secret.Redaction;
import org.junit.jupiter.api.Test;

class QuoteTest {

    @Test
    void shouldShowNoPartOfASecretThatTheCutGoesThrough() {
        // Given
        Redaction.add("canary-that-is-quoted");

        // When
        String quote = Quote.of("x".repeat(190) + "canary-that-is-quoted and more");

        // Then
        assertThat(quote).isEqualTo("\"" + "x".repeat(190) + "[hidden] a…\"");
    }
}
