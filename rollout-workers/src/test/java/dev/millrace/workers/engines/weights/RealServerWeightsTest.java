package dev.millrace.workers.engines.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import dev.millrace.workers.engines.server.ServerWeightsConfig.Way;
import dev.millrace.workers.engines.server.WeightsLease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The small Qwen policy behind a real server: what it says with our weights is what our own engine says. */
@Tag("slow")
class RealServerWeightsTest {

    private static final ModelSource SMALL =
            ModelSource.resources(RealServerWeightsTest.class.getClassLoader(), "dev/millrace/models/qwen/small");
    private static final PolicyFamily FAMILY = PolicyFamilies.found().of(SMALL);

    /** As the server predicts. */
    private static final ModelSource SERVED = FAMILY.withWholeVocabulary(SMALL);

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final double CLOSE = 1e-4;

    @TempDir
    static Path exported;

    @TempDir
    Path folder;

    private static RealServer server;
    private static SamplerServer client;

    @BeforeAll
    static void serve() throws Exception {
        Path model = exported.resolve("model");
        FolderFiles.replace(model, FAMILY.export(SMALL, new ExportForm(Optional.of(TensorType.F32), false)));
        server = RealServer.start(model, "small-qwen");
        client = new SamplerServer(
                new EndpointSettings(server.url(), Map.of(), Duration.ofSeconds(60), 1 << 24, TlsConfig.defaults()),
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void behave() throws Exception {
        faults("{}");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldSayWithAnAdapterWhatOurOwnEngineSays(Dialect dialect) throws Exception {
        try (ServerWeights weights = weights(dialect);
                RolloutEngine engine = FAMILY.engine(SERVED, COMPUTE)) {
            for (long version = 0; version < 4; version++) {
                PolicyUpdate update = adapter(version);

                weights.apply(update);

                engine.apply(update);
                assertThat(largestDifference(engine, weights))
                        .as("version " + version)
                        .isLessThan(CLOSE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldSeeThatItSaysItLoadedAndDidNothing(Dialect dialect) throws Exception {
        try (ServerWeights weights = weights(dialect)) {
            weights.apply(adapter(1));
            faults("{\"noop\": 1}");

            assertThatThrownBy(() -> weights.apply(adapter(2)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining(server.url())
                    .hasMessageContaining("weights version 2 is served nowhere");
            assertThat(weights.version()).contains(new PolicyVersion(1));
        }
    }

    private ServerWeights weights(Dialect dialect) {
        return ServerWeightsOpening.open(
                new ServerWeightsConfig(Way.ADAPTER, "test", folder.toString(), ""),
                dialect,
                "small-qwen",
                List.of(client),
                new ToyCanary(dialect),
                update -> FAMILY.servable(SMALL, update),
                Clock.systemUTC());
    }

    private static void faults(String rates) throws IOException, InterruptedException {
        if (server != null) {
            server.faults(rates);
        }
    }

    /** An adapter of random values; version 0 changes nothing. */
    private static PolicyUpdate adapter(long version) {
        try (TrainablePolicy policy = FAMILY.trainable(
                SMALL,
                COMPUTE,
                new TrainingSettings(
                        AdamWSettings.DEFAULT,
                        1,
                        false,
                        false,
                        new Adaptation.LowRank(4, 8, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 7),
                        false))) {
            PolicyUpdate begun = policy.update(new PolicyVersion(version));
            return new PolicyUpdate(
                    begun.version(),
                    begun.family(),
                    UpdateKind.ADAPTER,
                    begun.base(),
                    begun.architecture(),
                    begun.adapter(),
                    TensorEncoder.encode(version == 0 ? Tensor.copiesOf(policy.weights()) : noisy(policy, version)));
        }
    }

    private static Map<String, Tensor> noisy(TrainablePolicy policy, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> noisy = new TreeMap<>();
        Tensor.copiesOf(policy.weights()).forEach((name, tensor) -> noisy.put(name, plus(tensor, random, 0.05f)));
        return noisy;
    }

    private static Tensor plus(Tensor tensor, Random random, float scale) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] += scale * (float) random.nextGaussian();
        }
        return Tensor.ofFloats(tensor.shape(), values);
    }

    /** Between what our engine sampled with and what the server says of the same tokens, in nat. */
    private static double largestDifference(RolloutEngine engine, ServerWeights weights) throws Exception {
        EncodedImage image = image();
        PolicyInput input =
                engine.format().encode("<image>what is it?", List.of(image)).orThrow();
        List<SampledAnswer> answers = engine.sample(
                        List.of(new RolloutRequest(input, 5)), new SamplingSettings(4, 1, 12), Optional.empty())
                .groups()
                .get(0)
                .answers();
        double largest = 0;
        try (WeightsLease lease = weights.lease(client).orElseThrow()) {
            for (SampledAnswer answer : answers) {
                JsonNode scored = scored(input, image, answer, lease);
                for (int i = 0; i < answer.tokens().length(); i++) {
                    double theirs = scored.path(i + 1).path(0).asDouble(Double.NaN);
                    double difference = Math.abs(theirs - answer.logProbs().at(i));
                    largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
                }
            }
        }
        return largest;
    }

    private static JsonNode scored(PolicyInput input, EncodedImage image, SampledAnswer answer, WeightsLease lease)
            throws Exception {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("return_logprob", true);
        for (int i = 0; i < input.tokens().length(); i++) {
            asked.withArray("input_ids").add(input.tokens().at(i));
        }
        for (int i = 0; i < answer.tokens().length(); i++) {
            asked.withArray("input_ids").add(answer.tokens().at(i));
        }
        asked.putArray("image_data").add(Base64.getEncoder().encodeToString(image.toBytes()));
        // The first of what comes back has no value.
        asked.put("logprob_start_len", input.length() - 1);
        asked.put("lora_path", lease.name());
        asked.putObject("sampling_params").put("max_new_tokens", 0);
        return client.post(ServerCall.GENERATE, asked, Duration.ofSeconds(60))
                .path("meta_info")
                .path("input_token_logprobs");
    }

    /** Of a size that no resize changes. */
    private static EncodedImage image() {
        byte[] rgb = new byte[56 * 84 * 3];
        new Random(3).nextBytes(rgb);
        return PngCodec.encode(RgbImage.of(56, 84, rgb));
    }
}
