package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {

    private static final long MEMORY = 400_000;

    private static SoakReport report(LongUnaryOperator memory, LongUnaryOperator state) {
        List<SoakSample> samples = LongStream.range(0, 90)
                .mapToObj(second -> new SoakSample(
                        second, (int) second, Map.of("learner", memory.applyAsLong(second)), state.applyAsLong(second)))
                .toList();
        return new SoakReport(1, samples, Map.of());
    }

    @Test
    void shouldHoldWhenEverythingIsFlatAfterWarmingUp() {
        // Given memory that grows while the run warms up, and swings a little
        SoakReport report = report(second -> MEMORY + 1_000 * Math.min(second, 30) + second % 7, second -> 900);

        // Then
        assertThat(report.holds()).isTrue();
        assertThat(report.courses()).containsOnlyKeys("memory of learner", "state of streams");
        assertThat(report.toJson()).contains("\"samples\"");
    }

    @Test
    void shouldNotHoldWhenMemoryLeaks() {
        SoakReport report = report(second -> MEMORY + 1_000 * second, second -> 900);
        assertThat(report.holds()).isFalse();
        assertThat(String.join("\n", report.lines())).containsPattern("memory of learner .*GROWS");
    }

    @Test
    void shouldNotHoldWhenStateGrows() {
        SoakReport report = report(second -> MEMORY, second -> 900 + 200 * second);
        assertThat(report.holds()).isFalse();
        assertThat(String.join("\n", report.lines())).containsPattern("state of streams .*GROWS");
    }

    @Test
    void shouldNotHoldWhenAProcessEnded() {
        List<SoakSample> samples = report(second -> MEMORY, second -> 900).samples();
        assertThat(new SoakReport(1, samples, Map.of("learner", 1)).holds()).isFalse();
    }

    @Test
    void shouldNotHoldWhenTheRunStoodStillOrWasTooShort() {
        List<SoakSample> still = LongStream.range(0, 90)
                .mapToObj(second -> new SoakSample(second, 4, Map.of("learner", MEMORY), 900))
                .toList();
        assertThat(new SoakReport(1, still, Map.of()).holds()).isFalse();
        assertThat(new SoakReport(1, still.subList(0, 8), Map.of()).lines())
                .contains("only 8 samples: too few to say anything");
    }
}
