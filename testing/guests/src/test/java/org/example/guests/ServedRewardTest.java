package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.local.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A demo learns from a server, which dies within the run and comes back: that costs time and nothing else. */
@Timeout(120)
@Tag("slow")
class ServedRewardTest {

    private static final int STEPS = 24;

    /** Requests until the server dies: some groups were scored by then, and most were not. */
    private static final int LIFE = 60;

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
              weights: {%2$s, accuracy: null, format: null, semantic: null, instruction: null, knowledge: null}
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldLearnFromAServerAndAJudgeTogether() throws IOException {
        learn("mine: 0.5, judge: 0.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine: 1.0", "judge: 1.0"})
    void shouldLearnFromEachAlone(String weights) throws IOException {
        learn(weights);
    }

    private void learn(String weights) throws IOException {
        try (RewardService service = new RewardService(LIFE)) {
            // When; what waited for the server is not too old when it comes
            GuestDemo demo = GuestDemo.play(
                    folder,
                    STEPS,
                    SCORERS.formatted(service.url(), weights),
                    "served",
                    "-s",
                    "learner.max_staleness=100");

            // Then
            assertThat(service.requests()).isGreaterThan(2 * LIFE);
            assertThat(demo.gain()).isGreaterThan(0.4);
            assertThat(demo.report().at("/accounting/imbalance").asLong(-1)).isZero();
            assertThat(demo.report().at("/accounting/trained").asLong()).isEqualTo(STEPS * 8 * GuestDemo.SIZE);
            assertThat(demo.report().at("/accounting/dropped")).isEmpty();
            assertThat(Files.readString(demo.folder().resolve("demo.log"))).doesNotContain("scorer fails");
            try (LocalStack stack = demo.open()) {
                assertThat(demo.onTopics(stack, "audit").said()).contains("every promise holds");
            }
        }
    }
}
