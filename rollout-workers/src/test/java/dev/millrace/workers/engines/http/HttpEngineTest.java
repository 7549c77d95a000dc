package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.LogProbMode;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.testing.inference.Fault;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.testing.inference.StandInSettings;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.HttpEngineConfig.EndpointChoice;
import dev.millrace.workers.engines.server.HttpEngineConfig.RequestShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HttpEngineTest {

    private static final SamplingSettings PLAIN = new SamplingSettings(4, 1, 12);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"VLLM, TOKENS, GROUP", "VLLM, TOKENS, ANSWER", "VLLM, CHAT, GROUP", "SGLANG, AUTO, AUTO"})
    void shouldSampleWholeGroups(Dialect dialect, EndpointChoice endpoint, RequestShape shape) {
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine =
                        EngineUnderTest.open(EngineUnderTest.config(dialect, endpoint, shape, 0, server), folder)) {
            List<SampledGroup> groups = engine.sample(EngineUnderTest.requests(3), PLAIN, Optional.empty())
                    .groups();

            assertThat(groups).hasSize(3).allSatisfy(group -> {
                assertThat(group.answers()).hasSize(4).allSatisfy(answer -> {
                    assertThat(answer.isFinite()).isTrue();
                    assertThat(answer.versions().at(0)).isEqualTo(3);
                    assertThat(answer.by().engine()).isEqualTo(dialect.label());
                    assertThat(answer.by().address()).isEqualTo(server.uri().toString());
                    assertThat(answer.by().logProbs()).isEqualTo(LogProbMode.TEMPERED);
                    assertThat(answer.by().repeats()).isTrue();
                });
                assertThat(group.answers().stream().map(SampledAnswer::tokens).distinct())
                        .hasSize(4);
            });
        }
    }

    @Test
    void shouldDrawTheSameAnswersInWhateverShapeTheyAreAskedFor() {
        try (StandInServer server = StandInServer.start()) {
            List<SampledGroup> whole =
                    sampled(EngineUnderTest.config(Dialect.VLLM, EndpointChoice.TOKENS, RequestShape.GROUP, 0, server));
            List<SampledGroup> single =
                    sampled(EngineUnderTest.config(Dialect.VLLM, EndpointChoice.CHAT, RequestShape.ANSWER, 0, server));

            assertThat(tokens(single)).isEqualTo(tokens(whole));
        }
    }

    private List<SampledGroup> sampled(HttpEngineConfig config) {
        try (RolloutEngine engine = EngineUnderTest.open(config, folder)) {
            return engine.sample(EngineUnderTest.requests(2), PLAIN, Optional.empty())
                    .groups();
        }
    }

    private static List<?> tokens(List<SampledGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.answers().stream())
                .map(SampledAnswer::tokens)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR, status_500",
        "DROP, broken_connection",
        "GARBAGE, malformed",
        "SHORT, log_prob_count",
        "NAN, log_prob_not_finite",
        "NULL, log_prob_missing",
        "FEW, choices"
    })
    void shouldGiveTheSameGroupsWhateverGoesWrongNowAndThen(Fault fault, String cause) {
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(Dialect.VLLM, server), folder)) {
            List<?> expected = tokens(engine.sample(EngineUnderTest.requests(4), PLAIN, Optional.empty())
                    .groups());
            server.faults().set(Map.of(fault, 0.34));

            List<SampledGroup> groups = engine.sample(EngineUnderTest.requests(4), PLAIN, Optional.empty())
                    .groups();

            assertThat(tokens(groups)).isEqualTo(expected);
            assertThat(engine.figures())
                    .hasEntrySatisfying(
                            "servers/127.0.0.1_" + server.uri().getPort() + "/failed/" + cause,
                            count -> assertThat(count).isPositive());
        }
    }

    @Test
    void shouldWaitAsLongAsABusyServerAsks() {
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(Dialect.SGLANG, server), folder)) {
            server.faults().set(Map.of(Fault.BUSY, 0.25));

            List<SampledGroup> groups = engine.sample(EngineUnderTest.requests(2), PLAIN, Optional.empty())
                    .groups();

            assertThat(groups).allSatisfy(group -> assertThat(group.answers()).hasSize(4));
        }
    }

    @ParameterizedTest
    @CsvSource({"SGLANG, ERROR", "SGLANG, NAN", "VLLM, BROKEN"})
    void shouldBlameNoPromptForAServerThatFailsAtEverything(Dialect dialect, Fault fault) {
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(dialect, server), folder)) {
            server.faults().only(fault);

            assertThatThrownBy(() -> engine.sample(EngineUnderTest.requests(6), PLAIN, Optional.empty()))
                    .isInstanceOf(EngineAwayException.class)
                    .hasMessageContaining(server.uri().toString());
        }
    }

    @Test
    void shouldGoOnAtTheOtherServerWhenOneDies() {
        try (StandInServer dies = StandInServer.start();
                StandInServer lives = StandInServer.start();
                RolloutEngine engine =
                        EngineUnderTest.open(EngineUnderTest.config(Dialect.VLLM, dies, lives), folder)) {
            List<?> expected = tokens(engine.sample(EngineUnderTest.requests(6), PLAIN, Optional.empty())
                    .groups());
            dies.kill();

            List<SampledGroup> groups = engine.sample(EngineUnderTest.requests(6), PLAIN, Optional.empty())
                    .groups();

            assertThat(tokens(groups)).isEqualTo(expected);
            assertThat(groups)
                    .flatExtracting(SampledGroup::answers)
                    .allMatch(answer -> answer.by().address().equals(lives.uri().toString()));
        }
    }

    @Test
    void shouldRefuseRawLogProbabilitiesOfAnotherTemperature() {
        StandInSettings raw = StandInSettings.defaults().withMode(StandInSettings.Mode.RAW);
        try (StandInServer server = StandInServer.start(raw);
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(Dialect.VLLM, server), folder)) {
            SampledAnswer warm = engine.sample(EngineUnderTest.requests(1), PLAIN, Optional.empty())
                    .groups()
                    .get(0)
                    .answers()
                    .get(0);

            assertThat(warm.by().logProbs()).isEqualTo(LogProbMode.RAW);
            assertThatThrownBy(() -> engine.sample(
                            EngineUnderTest.requests(1), new SamplingSettings(4, 0.7, 12), Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--logprobs-mode processed_logprobs");
        }
    }

    @Test
    void shouldSayOfWhichDistributionFilteredLogProbabilitiesAre() {
        SamplingSettings filtered = new SamplingSettings(2, 0.8, 6, new TokenFilters(0.9, 20, 0, List.of()), List.of());
        try (StandInServer server = StandInServer.start();
                RolloutEngine vllm = EngineUnderTest.open(EngineUnderTest.config(Dialect.VLLM, server), folder);
                RolloutEngine sglang = EngineUnderTest.open(EngineUnderTest.config(Dialect.SGLANG, server), folder)) {
            assertThat(mode(vllm, filtered)).isEqualTo(LogProbMode.PROCESSED);
            assertThat(mode(sglang, filtered)).isEqualTo(LogProbMode.TEMPERED);
        }
    }

    private static LogProbMode mode(RolloutEngine engine, SamplingSettings settings) {
        return engine.sample(EngineUnderTest.requests(1), settings, Optional.empty())
                .groups()
                .get(0)
                .answers()
                .get(0)
                .by()
                .logProbs();
    }

    @Test
    void shouldNotBelieveThatAFieldIsUnderstood() {
        // Given servers that take min_p and do nothing by it, as the stand-in does
        SamplingSettings asked = new SamplingSettings(2, 1, 6, new TokenFilters(1, 0, 0.2, List.of()), List.of());
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(Dialect.VLLM, server), folder)) {
            assertThatThrownBy(() -> engine.sample(EngineUnderTest.requests(1), asked, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("worker.min_p: the servers do not act upon it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldMeasureHowMuchAnswersDependOnTheImage(Dialect dialect) {
        DependencySettings asked = new DependencySettings(Divergence.FULL_VOCABULARY, new ViewSettings(0.5, 0.1));
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(dialect, server), folder)) {
            List<SampledGroup> groups = engine.sample(EngineUnderTest.requests(2), PLAIN, Optional.of(asked))
                    .groups();

            GroupDependency measured = groups.get(0).dependency().orElseThrow();
            assertThat(measured.settings().estimator()).isEqualTo(Divergence.K3);
            assertThat(measured.answers()).hasSize(4).allSatisfy(answer -> {
                assertThat(largest(answer.strong())).isPositive();
                assertThat(largest(answer.weak())).isPositive();
            });
            assertThat(measured.versions()).containsOnly(new PolicyVersion(3));
            assertThat(groups.get(1).dependency()).isEmpty();
            assertThat(engine.description().can(Ability.MEASURES_DEPENDENCY)).isTrue();
        }
    }

    private static double largest(TokenValues values) {
        double largest = 0;
        for (float value : values.toArray()) {
            assertThat(value).isNotNegative();
            largest = Math.max(largest, value);
        }
        return largest;
    }

    @Test
    void shouldEndAtStopTextsAndKeepTheirTokens() {
        SamplingSettings stopping =
                new SamplingSettings(4, 1, 40, TokenFilters.NONE, List.of("a", "e", "i", "o", "u", "t", "s", "r"));
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(EngineUnderTest.config(Dialect.VLLM, server), folder)) {
            List<SampledAnswer> stopped =
                    engine.sample(EngineUnderTest.requests(4), stopping, Optional.empty()).groups().stream()
                            .flatMap(group -> group.answers().stream())
                            .filter(answer -> answer.finishReason() == FinishReason.STOP)
                            .toList();

            assertThat(stopped).isNotEmpty().allSatisfy(answer -> {
                String said = engine.format().decode(answer.tokens());
                assertThat(said).isEqualTo(answer.text() + answer.stopText().orElseThrow());
            });
        }
    }

    @Test
    void shouldSendImagesAsDataAndEverySamplingField() {
        try (StandInServer server = StandInServer.start();
                RolloutEngine engine = EngineUnderTest.open(
                        EngineUnderTest.config(Dialect.VLLM, EndpointChoice.CHAT, RequestShape.GROUP, 0, server),
                        folder)) {
            engine.sample(EngineUnderTest.requests(1), PLAIN, Optional.empty());

            List<JsonNode> requests = server.requests();
            JsonNode last = requests.get(requests.size() - 1);
            assertThat(last.findValue("url").asText()).startsWith("data:image/png;base64,");
            assertThat(last.fieldNames())
                    .toIterable()
                    .contains("temperature", "top_p", "top_k", "min_p", "repetition_penalty", "seed", "n");
            assertThat(last.path("seed").asLong())
                    .isEqualTo(AnswerSeed.of(1_000, 0))
                    .isLessThan((1L << 48) + 4);
        }
    }
}
