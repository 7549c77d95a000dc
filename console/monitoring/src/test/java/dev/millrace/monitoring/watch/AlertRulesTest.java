package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.millrace.monitoring.monitor.Alarm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Page and {@code watch} tell what the rules of Prometheus tell, and the reverse. */
class AlertRulesTest {

    private static final Path RULES =
            Path.of(System.getProperty("millrace.root", ".."), "infra", "prometheus", "alerts.yml");

    @Test
    void shouldBeOneListWithTheAlarms() throws IOException {
        // Given
        Map<String, String> alarms = Arrays.stream(Alarm.Kind.values())
                .collect(Collectors.toMap(
                        Alarm.Kind::word, kind -> kind.severity().name().toLowerCase(Locale.ROOT)));

        // When
        Map<String, String> rules = new TreeMap<>();
        for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                rules.put(
                        rule.path("alert").asText(),
                        rule.path("labels").path("severity").asText());
            }
        }

        // Then
        assertThat(rules).isEqualTo(alarms);
    }
}
