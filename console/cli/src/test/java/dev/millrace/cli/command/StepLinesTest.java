package dev.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.TrainingStep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepLinesTest {

    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final StringWriter written = new StringWriter();
    private final StepLines lines = new StepLines(new PrintWriter(written), clock);

    private static TrainingStep step(int number) {
        return TrainingStep.newBuilder()
                .setRunId("demo")
                .setStep(number)
                .setGroups(List.of())
                .setWeightsSha256("")
                .setNextOffset(0)
                .setSettledGroups(0)
                .setMetrics(Map.of("reward", 0.5, "kl", 0.01))
                .setTrainedAt(Instant.EPOCH)
                .build();
    }

    @Test
    void shouldPrintALineNowAndThen() {
        // When
        for (int number = 1; number <= 10; number++) {
            lines.committed(step(number));
            now = now.plus(Duration.ofSeconds(2));
        }

        // Then
        assertThat(written.toString().lines())
                .containsExactly(
                        "step 1  reward 0.5000  kl 0.0100",
                        "step 4  reward 0.5000  kl 0.0100",
                        "step 7  reward 0.5000  kl 0.0100",
                        "step 10  reward 0.5000  kl 0.0100");
    }
}
