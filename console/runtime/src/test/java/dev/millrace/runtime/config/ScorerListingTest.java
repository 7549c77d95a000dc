package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.schemas.http.TlsConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorerListingTest {

    @Test
    void shouldShowEachKeyWithItsDefaultAndWhatItSaysOfItself() {
        // Given
        SettingWords words = new SettingWords(Map.of(TlsConfig.class.getName(), Map.of("ca", "who is trusted")));

        // When
        ScorerListing listing = ScorerListing.of(MillraceConfig.defaults(), words);

        // Then
        ScorerListing.Type http = listing.types().stream()
                .filter(type -> type.type().equals("http"))
                .findFirst()
                .orElseThrow();
        assertThat(http.config())
                .containsEntry("tls.ca", new ScorerListing.Key(TextNode.valueOf(""), "who is trusted"))
                .containsEntry("body", new ScorerListing.Key(TextNode.valueOf("millrace"), ""))
                .containsKeys("url", "headers", "request_timeout", "max_bytes");
    }
}
