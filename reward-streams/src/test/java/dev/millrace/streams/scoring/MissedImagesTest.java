package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MissedImagesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MissedImages images = new MissedImages(Duration.ofSeconds(2));

    @Test
    void shouldWaitOnceForTheImageOfAGroup() {
        // Given
        assertThat(images.isMissed("a", NOW)).isFalse();

        // When it was waited for in vain
        images.missed("a", NOW);

        // Then the next answers of the group do not wait, later ones do
        assertThat(images.isMissed("a", NOW.plusMillis(1_999))).isTrue();
        assertThat(images.isMissed("a", NOW.plusSeconds(2))).isFalse();
        assertThat(images.isMissed("b", NOW)).isFalse();
    }
}
