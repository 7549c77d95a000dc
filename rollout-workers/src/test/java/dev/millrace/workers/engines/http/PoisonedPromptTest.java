package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A prompt that ends each server that it comes to, where servers take longer to start than anybody waits for them. */
@Timeout(60)
class PoisonedPromptTest {

    private static final SamplingSettings SETTINGS = new SamplingSettings(4, 1, 6);
    private static final int PROMPTS = 4;
    private static final int POISONED = 1;
    private static final int MOST_STARTS = 8;

    @TempDir
    private Path folder;

    private int deaths;

    @ParameterizedTest
    @EnumSource
    void shouldLoseThePromptAloneAfterThreeEnds(Dialect dialect) {
        try (StandInServer server = StandInServer.start()) {
            // Given
            server.diesOf(asked -> seed(asked) == AnswerSeed.of(1_000 + POISONED, 0));
            EngineContext context = BytesFamily.context(folder);

            // When a worker begins anew whenever its servers are away
            List<SampledGroup> groups = sampled(EngineUnderTest.config(dialect, server), context, server);

            // Then
            assertThat(deaths).isEqualTo(3);
            for (int i = 0; i < PROMPTS; i++) {
                SampledGroup group = groups.get(i);
                if (i == POISONED) {
                    assertThat(group.answers()).isEmpty();
                    assertThat(group.lost()).extracting(LostAnswer::cause).contains("ends_servers");
                } else {
                    assertThat(group.answers()).as("group %d", i).hasSize(4);
                }
            }
        }
    }

    private static long seed(JsonNode asked) {
        JsonNode sampling = asked.path("sampling_params");
        return sampling.path("seed").asLong(sampling.path("sampling_seed").asLong());
    }

    private List<SampledGroup> sampled(HttpEngineConfig config, EngineContext context, StandInServer server) {
        for (int start = 0; start < MOST_STARTS; start++) {
            try (RolloutEngine engine = EngineUnderTest.open(config, context)) {
                return engine.sample(EngineUnderTest.requests(PROMPTS), SETTINGS, Optional.empty())
                        .groups();
            } catch (EngineAwayException e) {
                deaths++;
                server.restart();
            }
        }
        throw new AssertionError("the prompt has ended the server " + deaths + " times, and is asked for still");
    }
}
