package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.infra.local.LocalStack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole demos that learn by a reward in Python, in each form that such rewards have elsewhere. */
@Tag("slow")
@Timeout(180)
class PythonLoopTest {

    private static final int STEPS = 24;
    private static final int KILLING_ROUNDS = 4;
    private static final long BETWEEN_KILLS_MS = 5_000;

    private static final String REWARDS =
            """
            REWARD_NAME = "near"

            def near(text, answer):
                text = text.strip()
                return max(0.0, 1 - abs(int(text) - int(answer)) / 6) if text.isdigit() else 0.0

            def trl(prompts, completions, answer, **kwargs):
                return [near(text, right) for text, right in zip(completions, answer)]

            def verl(data_source, solution_str, ground_truth, extra_info=None):
                return {"score": near(solution_str, ground_truth), "length": len(solution_str)}

            def easyr1(reward_inputs):
                return [{"overall": near(each["response"], each["ground_truth"]), "format": 1.0} for each in reward_inputs]

            def openrlhf(queries, prompts, labels):
                return {"rewards": [near(query[len(prompt):], label)
                                    for query, prompt, label in zip(queries, prompts, labels)]}
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void requirePython() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "python3"))),
                "there is no python3 on the path; rewards in Python are not tested here");
    }

    @ParameterizedTest
    @CsvSource({"trl, trl", "verl, verl", "easyr1, easyr1", "openrlhf, openrlhf"})
    void shouldLearnByARewardOfEachForm(String function, String style) throws IOException {
        GuestDemo demo = play(function, style);

        thenItLearnsAndLosesNothing(demo);
    }

    @Test
    void shouldLoseNothingButTimeWhenItsProcessesAreKilled() throws IOException {
        // Given somebody who kills, now and then, whatever processes of the function there are; seldom enough that new
        // ones
        // are loaded meanwhile, as what dies three times in a row has failed
        AtomicInteger kills = new AtomicInteger();
        Thread killer = new Thread(() -> {
            for (int round = 0;
                    round < KILLING_ROUNDS && !Thread.currentThread().isInterrupted(); ) {
                int killed = (int) ProcessHandle.current()
                        .descendants()
                        .filter(ProcessHandle::destroyForcibly)
                        .count();
                kills.addAndGet(killed);
                round += killed > 0 ? 1 : 0;
                try {
                    Thread.sleep(killed > 0 ? BETWEEN_KILLS_MS : 200);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        killer.start();

        // When
        GuestDemo demo;
        try {
            demo = play("trl", "trl");
        } finally {
            killer.interrupt();
        }

        // Then
        assertThat(kills.get()).isPositive();
        thenItLearnsAndLosesNothing(demo);
    }

    private static void thenItLearnsAndLosesNothing(GuestDemo demo) {
        assertThat(demo.gain()).isGreaterThan(0.4);
        assertThat(demo.report().at("/accounting/imbalance").asLong(-1)).isZero();
        assertThat(demo.report().at("/accounting/trained").asLong())
                .as(demo.report().toString())
                .isEqualTo(STEPS * GuestDemo.SIZE * GuestDemo.SIZE);
        assertThat(demo.report().at("/accounting/dropped")).isEmpty();
        try (LocalStack stack = demo.open()) {
            CommandRun audit = demo.onTopics(stack, "audit");
            assertThat(audit.said()).contains("every promise holds");
            assertThat(audit.exitCode()).isZero();
        }
    }

    private GuestDemo play(String function, String style) throws IOException {
        Path rewards = Files.writeString(folder.resolve("rewards.py"), REWARDS);
        return GuestDemo.play(
                folder,
                STEPS,
                """
                scorers:
                  closeness: {type: python, config: {function: "%s:%s", style: %s}}
                reward:
                  weights: {closeness: 1.0, accuracy: null, format: null, semantic: null, instruction: null, knowledge: null}
                """
                        .formatted(rewards, function, style),
                "python-" + function,
                "-s",
                "learner.max_staleness=8"); // what takes longer here is older, and no less right
    }
}
