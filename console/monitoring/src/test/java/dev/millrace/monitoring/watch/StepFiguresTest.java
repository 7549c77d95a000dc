package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepFiguresTest {

    @Test
    void shouldBeTheMapThatItWasMadeOf() {
        Random random = new Random(3);
        Map<String, Double> before = Map.of("a", 1.0);
        for (int turn = 0; turn < 50; turn++) {
            Map<String, Double> metrics = new HashMap<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                metrics.put("m/" + random.nextInt(20), random.nextDouble());
            }

            StepFigures packed = StepFigures.of(metrics, before);

            assertThat(packed).isEqualTo(metrics).hasSameHashCodeAs(metrics).hasSize(metrics.size());
            assertThat(packed.get("absent")).isNull();
            assertThat(packed.containsKey("absent")).isFalse();
            metrics.forEach((name, value) -> assertThat(packed.get(name)).isEqualTo(value));
            before = packed;
        }
    }

    @Test
    void shouldTellStepsWhoseNamesChangeAsTheyWere() {
        StepHistory history = new StepHistory();
        history.add("run", step(1, Map.of("kl", 0.1, "reward", 1.0)));
        history.add("run", step(2, Map.of("kl", 0.2, "reward", 2.0)));

        history.add("run", step(3, Map.of("kl", 0.3)));
        history.add("run", step(4, Map.of("kl", Double.NaN, "entropy", 4.0)));

        assertThat(history.of("run"))
                .extracting(StepRow::metrics)
                .containsExactly(
                        Map.of("kl", 0.1, "reward", 1.0),
                        Map.of("kl", 0.2, "reward", 2.0),
                        Map.of("kl", 0.3),
                        Map.of("kl", Double.NaN, "entropy", 4.0));
    }

    private static StepRow step(int number, Map<String, Double> metrics) {
        return new StepRow(number, Instant.ofEpochSecond(number), false, metrics);
    }
}
