package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.local.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One demo whose policy, scorer and store are guests. */
@Timeout(120)
class GuestLoopTest {

    private static final int STEPS = 24;
    private static final MemoryStore STORE = MemoryStore.named("guests");

    @TempDir
    private static Path folder;

    private static GuestDemo demo;

    @BeforeAll
    static void play() throws IOException {
        demo = GuestDemo.play(
                folder,
                STEPS,
                """
                scorers:
                  closeness: {type: near, config: {span: 6}}
                reward:
                  weights: {closeness: 1.0, accuracy: null, format: null, semantic: null, instruction: null, knowledge: null}
                """,
                "guests");
    }

    @Test
    void shouldLearn() {
        assertThat(demo.gain()).isGreaterThan(0.4);
    }

    @Test
    void shouldAccountForEveryTrajectory() {
        assertThat(demo.report().at("/accounting/imbalance").asLong(-1)).isZero();
        assertThat(demo.report().at("/accounting/trained").asLong()).isEqualTo(STEPS * 8 * GuestDemo.SIZE);
    }

    @Test
    void shouldSendWeightsThroughTheStore() {
        assertThat(demo.report().at("/weights/published").asLong()).isEqualTo(STEPS + 1);
        assertThat(STORE.written()).isGreaterThanOrEqualTo(STEPS + 1);
        // A worker follows: it cannot take every version, but the gate lets it stay behind by few.
        assertThat(STORE.opened()).isGreaterThan(STEPS / 4);
    }

    @Test
    void shouldStartNoEngineOfOurs() throws IOException {
        assertThat(Files.readString(demo.folder().resolve("demo.log")))
                .isNotEmpty()
                .doesNotContain("Engine started");
    }

    @Test
    void shouldKeepEveryPromiseAndGiveTheSameBitsAgain() {
        try (LocalStack stack = demo.open()) {
            CommandRun audit = demo.onTopics(stack, "audit");
            assertThat(audit.said()).contains("every promise holds");
            assertThat(audit.exitCode()).isZero();

            CommandRun replay = demo.onTopics(stack, "replay", "--verify", "--topics");
            assertThat(replay.said()).contains("bitwise equal");
            assertThat(replay.exitCode()).isZero();
        }
    }

    @Test
    void shouldEvaluateItsCheckpoint() {
        CommandRun evaluation = CommandRun.of(
                "evaluate",
                demo.folder().resolve("checkpoints").toString(),
                "--data",
                demo.questions().toString());

        assertThat(evaluation.said()).contains("sums");
        assertThat(evaluation.exitCode()).isZero();
    }
}
