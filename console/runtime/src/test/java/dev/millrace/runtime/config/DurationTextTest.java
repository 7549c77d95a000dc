package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "1.5s, PT1.5S", "2m, PT2M", "3h, PT3H", "1d, PT24H", "PT1M, PT1M"})
    void shouldReadUnitsAndIsoForm(String text, Duration duration) {
        assertThat(DurationText.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "30 minutes", "-5s", "99999999999999999999d"})
    void shouldRefuseEverythingElse(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.25S, 250ms", "PT90S, 90s", "PT5M, 5m", "PT48H, 48h", "PT0.000001S, PT0.000001S"})
    void shouldPrintTheShortestExactForm(Duration duration, String text) {
        assertThat(DurationText.format(duration)).isEqualTo(text);
    }

    @Test
    void shouldReadBackWhatItPrints() {
        for (long millis = 0; millis < 10_000_000; millis += 12_345) {
            Duration duration = Duration.ofMillis(millis);
            assertThat(DurationText.parse(DurationText.format(duration))).contains(duration);
        }
    }
}
