package dev.millrace.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.workers.engines.http.EngineUnderTest;
import dev.millrace.workers.sampling.BatchPreparation;
import dev.millrace.workers.sampling.PolicyPreparation;
import dev.millrace.workers.sampling.PromptRejectedException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The window of a server stays full where one batch ends and the next begins. */
class FullWindowTest {

    private static final int WINDOW = 8;
    private static final int GROUPS = 8;

    @TempDir
    private Path folder;

    /** Without another batch beside the one that ends, the server would wait for ever. */
    @Test
    @Timeout(120)
    void shouldFillTheWindowAgainBeforeItIsAnswered() throws Exception {
        // Given a server that answers one request only when as many wait as the window holds
        try (TurnstileServer server = new TurnstileServer(WINDOW);
                RolloutEngine engine = EngineUnderTest.open(server.url(), WINDOW, folder);
                LoopUnderTest loop = new LoopUnderTest(engine::hold, engine.demand(), preparation(engine), 1_000)) {
            loop.join(LoopUnderTest.ZERO);
            loop.add(LoopUnderTest.ZERO, 0, 2 * GROUPS);
            server.turn();

            // When
            while (loop.metrics.groups() < GROUPS) {
                loop.step();
            }

            // Then
            server.letAllThrough();
            assertThat(loop.groups())
                    .startsWith("r/0/0", "r/0/1", "r/0/2", "r/0/3")
                    .doesNotHaveDuplicates();
        }
    }

    private static BatchPreparation preparation(RolloutEngine engine) {
        PolicyPreparation prompts = new PolicyPreparation(
                engine.format(),
                (reference, patience) -> {
                    throw new PromptRejectedException("no images here");
                },
                false,
                Clock.systemUTC());
        return new BatchPreparation(1, prompts, Duration.ZERO, Clock.systemUTC());
    }
}
