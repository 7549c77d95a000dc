package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.local.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A demo learns from a server alone, which dies within the run and comes back: that costs time and nothing else. */
@Timeout(120)
class ServedRewardTest {

    private static final int STEPS = 24;

    private static final String SCORERS =
            """
            scorers:
              mine: {type: http, config: {url: "%1$s/score"}}
              judge:
                type: llm_judge
                config:
                  url: %1$s/v1
                  model: stub
                  prompt: "How near are these?\\n{answer}|{response}"
            reward:
              weights: {%2$s: 1.0, accuracy: null, format: null, semantic: null, instruction: null, knowledge: null}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"mine, 60", "judge, 400"})
    void shouldLearnFromAServerThatDiesOnTheWay(String scorer, int killedAfter) throws IOException {
        try (RewardService service = new RewardService(killedAfter)) {
            // When
            GuestDemo demo =
                    GuestDemo.play(folder, STEPS, SCORERS.formatted(service.url(), scorer), "served-" + scorer);

            // Then
            assertThat(service.requests()).isGreaterThan(killedAfter + 10);
            assertThat(demo.gain()).isGreaterThan(0.4);
            assertThat(demo.report().at("/accounting/imbalance").asLong(-1)).isZero();
            assertThat(demo.report().at("/accounting/trained").asLong()).isEqualTo(STEPS * 8 * GuestDemo.SIZE);
            assertThat(demo.report().at("/accounting/dropped")).isEmpty();
            assertThat(Files.readString(demo.folder().resolve("demo.log"))).doesNotContain("scorer fails");
            try (LocalStack stack = demo.open()) {
                CommandRun audit = demo.onTopics(stack, "audit");
                assertThat(audit.said()).contains("every promise holds");
            }
        }
    }
}
