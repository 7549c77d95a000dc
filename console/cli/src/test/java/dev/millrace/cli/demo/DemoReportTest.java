package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.demo.DemoReport.Account;
import dev.millrace.cli.demo.DemoReport.Accuracy;
import dev.millrace.cli.demo.DemoReport.Reshaping;
import dev.millrace.cli.demo.DemoReport.Throughput;
import dev.millrace.cli.demo.DemoReport.Weights;
import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.HeldOutPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {

    @TempDir
    private Path folder;

    @Test
    void shouldHaveTheFieldsThatAreDocumented() throws IOException {
        // Given
        DemoReport report = new DemoReport(
                "demo",
                120,
                211.5,
                new Accuracy(0.3, new TreeMap<>(Map.of("sum", 0.25))),
                new Accuracy(0.55, new TreeMap<>(Map.of("sum", 0.5))),
                Account.of(new Totals(100, 80, 12, Map.of("stale", 8L), 0, 0)),
                new Weights(121, 340, 0),
                new Reshaping("prpo", 1.15, 0.22, 0.5),
                new Throughput(190, 5000, 220, 27, 1.6, 0, 0));

        // When
        report.write(folder.resolve("report.json"));

        // Then
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(folder.resolve("report.json").toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "run_id",
                        "steps",
                        "wall_seconds",
                        "before",
                        "after",
                        "accounting",
                        "weights",
                        "reshaping",
                        "throughput");
        assertThat(json.at("/after/overall").asDouble()).isEqualTo(0.55);
        assertThat(json.at("/after/categories/sum").asDouble()).isEqualTo(0.5);
        assertThat(json.get("accounting"))
                .hasToString(
                        "{\"published\":100,\"trained\":80,\"pending\":12,\"dropped\":{\"stale\":8},\"imbalance\":0}");
        assertThat(json.get("reshaping"))
                .hasToString(
                        "{\"method\":\"prpo\",\"mean_weight\":1.15,\"amplified_share\":0.22,\"dependency_cost\":0.5}");
        assertThat(json.get("weights")).hasToString("{\"published\":121,\"applied_max_lag_ms\":340}");
    }

    @Test
    void shouldHaveWhatEvaluatorsFoundWhileItTrained() {
        HeldOutCurve curve = new HeldOutCurve("held-out", List.of(point(0, 0.25, 0), point(20, 0.75, 1)));

        JsonNode json = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build()
                .valueToTree(DemoReport.HeldOut.of(curve));

        assertThat(json)
                .hasToString("{\"evaluator\":\"held-out\",\"best_version\":20,\"best_value\":0.75,\"passed_over\":1,"
                        + "\"results\":[{\"version\":0,\"step\":0,\"value\":0.25,\"categories\":{\"understanding/sum\":0.25}},"
                        + "{\"version\":20,\"step\":20,\"value\":0.75,\"categories\":{\"understanding/sum\":0.75}}]}");
    }

    private static HeldOutPoint point(int version, double value, int passedOver) {
        return new HeldOutPoint(
                version,
                version,
                value,
                new TreeMap<>(Map.of("understanding/sum", value)),
                1,
                passedOver,
                Instant.EPOCH,
                Duration.ofSeconds(1));
    }

    @Test
    void shouldSayWhatRewindsTookBack() {
        // Given
        Account account = Account.of(new Totals(100, 80, 20, Map.of(), 0, 0, 8));

        // When
        JsonNode json = JsonMapper.builder().build().valueToTree(account);

        // Then
        assertThat(json.get("abandoned").asLong()).isEqualTo(8);
    }

    @Test
    void shouldTellAnswersFromImagesWhereThePolicyDraws() {
        // Given
        Accuracy some = new Accuracy(0.5, new TreeMap<>(Map.of("one", 0.5)));
        DemoReport.Abilities abilities = new DemoReport.Abilities(some, some, some, some);

        // When
        JsonNode json = JsonMapper.builder().build().valueToTree(abilities);

        // Then
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("understanding", "generation", "knowledge", "editing");
        assertThat(json.at("/generation")).hasToString("{\"overall\":0.5,\"categories\":{\"one\":0.5}}");
    }
}
