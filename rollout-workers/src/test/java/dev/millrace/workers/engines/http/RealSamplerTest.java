package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.workers.engines.measuring.MeasuredHere;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.HttpEngineConfig.EndpointChoice;
import dev.millrace.workers.engines.server.HttpEngineConfig.RequestShape;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import dev.millrace.workers.engines.weights.RealServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small Qwen policy behind a real server, in each way in which it can be asked. */
@Tag("slow")
class RealSamplerTest {

    private static final ModelSource SMALL =
            ModelSource.resources(RealSamplerTest.class.getClassLoader(), "dev/millrace/models/qwen/small");
    private static final PolicyFamily FAMILY = PolicyFamilies.found().of(SMALL);
    private static final DependencySettings VIEWS = new DependencySettings(Divergence.K3, new ViewSettings(0.9, 0.2));

    @TempDir
    static Path exported;

    private static RealServer server;

    @BeforeAll
    static void serve() throws Exception {
        Path model = exported.resolve("model");
        FolderFiles.replace(model, FAMILY.export(SMALL, new ExportForm(Optional.of(TensorType.F32), false)));
        server = RealServer.start(model, "small-qwen");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"VLLM, TOKENS, GROUP", "VLLM, TOKENS, ANSWER", "VLLM, CHAT, GROUP", "SGLANG, AUTO, AUTO"})
    void shouldSampleAndMeasureTokenForToken(Dialect dialect, EndpointChoice endpoint, RequestShape shape) {
        EngineContext context = new EngineContext(SMALL, new ComputeSettings(1));
        try (RolloutEngine engine = new HttpEngineFactory().open(config(dialect, endpoint, shape), context)) {
            engine.apply(FAMILY.weights(SMALL, PolicyVersion.INITIAL));

            List<SampledGroup> groups = engine.sample(
                            requests(engine), new SamplingSettings(4, 1, 8), Optional.of(VIEWS))
                    .groups();

            assertThat(groups).hasSize(4).allSatisfy(group -> {
                assertThat(group.answers().size() + group.lost().size()).isEqualTo(4);
                assertThat(group.lost()).allMatch(lost -> lost.cause().equals("forbidden_token"));
                group.dependency()
                        .ifPresent(measured -> assertThat(measured.answers()).allMatch(RealSamplerTest::isMeasured));
            });
            assertThat(groups).flatExtracting(SampledGroup::answers).isNotEmpty();
            assertThat(groups.get(0).dependency().isPresent()).isEqualTo(endpoint != EndpointChoice.CHAT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "slow, 0.05, ''",
        "error, 0.34, status_500",
        "busy, 0.34, status_503",
        "drop, 0.34, broken_connection",
        "garbage, 0.34, malformed",
        "short, 0.34, log_prob_count",
        "nan, 0.34, log_prob_not_finite",
        "null, 0.34, log_prob_missing",
        "few, 0.5, choices"
    })
    void shouldGiveTheSameGroupsWhateverGoesWrongNowAndThen(String fault, double rate, String cause) throws Exception {
        EngineContext context = new EngineContext(SMALL, new ComputeSettings(1));
        HttpEngineConfig config = config(Dialect.VLLM, EndpointChoice.TOKENS, RequestShape.GROUP);
        try (RolloutEngine engine = new HttpEngineFactory().open(config, context)) {
            engine.apply(FAMILY.weights(SMALL, PolicyVersion.INITIAL));
            List<SampledGroup> expected = sampled(engine);
            server.faults("{\"" + fault + "\": " + rate + "}");

            List<SampledGroup> groups = sampled(engine);

            assertThat(tokens(groups)).isEqualTo(tokens(expected)).isNotEmpty();
            if (!cause.isEmpty()) {
                assertThat(engine.figures().entrySet())
                        .anyMatch(figure -> figure.getKey().endsWith("/failed/" + cause) && figure.getValue() > 0);
            }
        } finally {
            server.faults("{}");
        }
    }

    /** By the sampled tokens at temperature 1, which is what a server scores; its views are rounded to 8 bits, which came to 0.04. */
    @Test
    void shouldMeasureInTheWorkerWhatTheServerScores() {
        EngineContext context = new EngineContext(FAMILY.withWholeVocabulary(SMALL), new ComputeSettings(1));
        HttpEngineConfig config = config(Dialect.VLLM, EndpointChoice.TOKENS, RequestShape.GROUP);
        List<SampledGroup> scored = measured(new HttpEngineFactory().open(config, context));

        List<SampledGroup> here = measured(new MeasuredHere(
                new HttpEngineFactory().open(config, context),
                FAMILY.engine(context.checkpoint(), context.compute()),
                2));

        assertThat(tokens(here)).isEqualTo(tokens(scored));
        double largest = 0;
        assertThat(here).anyMatch(group -> group.dependency().isPresent());
        for (int i = 0; i < here.size(); i++) {
            List<TokenDependency> mine = answers(here.get(i));
            List<TokenDependency> theirs = answers(scored.get(i));
            assertThat(mine).hasSameSizeAs(theirs);
            for (int k = 0; k < mine.size(); k++) {
                largest = Math.max(
                        largest, difference(mine.get(k).strong(), theirs.get(k).strong()));
                largest = Math.max(
                        largest, difference(mine.get(k).weak(), theirs.get(k).weak()));
            }
        }
        assertThat(largest).isLessThan(0.1);
    }

    private static List<TokenDependency> answers(SampledGroup group) {
        return group.dependency().map(GroupDependency::answers).orElse(List.of());
    }

    private static List<SampledGroup> measured(RolloutEngine opened) {
        try (RolloutEngine engine = opened) {
            engine.apply(FAMILY.weights(SMALL, PolicyVersion.INITIAL));
            return engine.sample(requests(engine), new SamplingSettings(4, 1, 8), Optional.of(VIEWS))
                    .groups();
        }
    }

    /** The largest, of values that are mostly below 1 nat; of larger ones relative to them. */
    private static double difference(TokenValues one, TokenValues other) {
        double largest = 0;
        for (int i = 0; i < one.length(); i++) {
            largest = Math.max(largest, Math.abs(one.at(i) - other.at(i)) / Math.max(1, one.at(i)));
        }
        return largest;
    }

    private static List<SampledGroup> sampled(RolloutEngine engine) {
        return engine.sample(requests(engine), new SamplingSettings(4, 1, 8), Optional.empty())
                .groups();
    }

    private static List<?> tokens(List<SampledGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.answers().stream())
                .map(SampledAnswer::tokens)
                .toList();
    }

    private static boolean isMeasured(TokenDependency answer) {
        return answer.strong().isFinite() && answer.weak().isFinite();
    }

    private static List<RolloutRequest> requests(RolloutEngine engine) {
        byte[] rgb = new byte[60 * 90 * 3];
        IntStream.range(0, rgb.length).forEach(at -> rgb[at] = (byte) (at * 7));
        EncodedImage image = PngCodec.encode(RgbImage.of(60, 90, rgb)); // no multiple of a cell
        return IntStream.range(0, 4)
                .mapToObj(i -> new RolloutRequest(
                        engine.format()
                                .encode("<image>What colour is shape " + i + "?", List.of(image))
                                .orThrow(),
                        77 + i))
                .toList();
    }

    private static HttpEngineConfig config(Dialect dialect, EndpointChoice endpoint, RequestShape shape) {
        return new HttpEngineConfig(
                dialect,
                List.of(server.url()),
                "small-qwen",
                "",
                Map.of(),
                TlsConfig.defaults(),
                endpoint,
                shape,
                8,
                2,
                Duration.ofMinutes(1),
                8,
                Duration.ofSeconds(5),
                1e-3,
                16 << 20,
                new ServerWeightsConfig(ServerWeightsConfig.Way.NONE, "test", "", ""));
    }
}
