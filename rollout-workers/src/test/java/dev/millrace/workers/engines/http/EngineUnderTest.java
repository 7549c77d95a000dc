package dev.millrace.workers.engines.http;

import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.HttpEngineConfig.EndpointChoice;
import dev.millrace.workers.engines.server.HttpEngineConfig.RequestShape;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Engines over stand-ins for servers, and what they are asked. */
public final class EngineUnderTest {

    private static final EncodedImage IMAGE = EncodedImage.of("image/png", "an image".getBytes(StandardCharsets.UTF_8));

    private EngineUnderTest() {}

    static HttpEngineConfig config(Dialect dialect, StandInServer... servers) {
        return config(dialect, EndpointChoice.AUTO, RequestShape.AUTO, 0, servers);
    }

    static HttpEngineConfig config(
            Dialect dialect, EndpointChoice endpoint, RequestShape request, int minGroup, StandInServer... servers) {
        List<String> urls =
                Arrays.stream(servers).map(server -> server.uri().toString()).toList();
        return config(dialect, endpoint, request, minGroup, 16, urls);
    }

    /** An engine of version 3 in front of a server that speaks as SGLang does, with so many answers in flight. */
    public static RolloutEngine open(String url, int inFlight, Path checkpoint) {
        return open(
                config(Dialect.SGLANG, EndpointChoice.AUTO, RequestShape.AUTO, 0, inFlight, List.of(url)), checkpoint);
    }

    private static HttpEngineConfig config(
            Dialect dialect,
            EndpointChoice endpoint,
            RequestShape request,
            int minGroup,
            int inFlight,
            List<String> urls) {
        return new HttpEngineConfig(
                dialect,
                urls,
                dialect == Dialect.VLLM ? "tiny" : "",
                "",
                Map.of(),
                TlsConfig.defaults(),
                endpoint,
                request,
                inFlight,
                minGroup,
                Duration.ofSeconds(20),
                8,
                Duration.ofMillis(600),
                1e-3,
                1 << 20,
                new ServerWeightsConfig(ServerWeightsConfig.Way.NONE, "test", "", ""));
    }

    /** An engine that serves version 3. */
    static RolloutEngine open(HttpEngineConfig config, Path checkpoint) {
        return open(config, BytesFamily.context(checkpoint));
    }

    /** An engine that serves version 3, and knows what those before it in this context have learnt. */
    static RolloutEngine open(HttpEngineConfig config, EngineContext context) {
        RolloutEngine engine = new HttpEngineFactory().open(config, context);
        engine.apply(BytesFamily.version(3));
        return engine;
    }

    /** So many prompts, every other one with an image. */
    static List<RolloutRequest> requests(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RolloutRequest(
                        new BytesFormat()
                                .encode(
                                        i % 2 == 0 ? "<image>What is " + i + "?" : "Say " + i,
                                        i % 2 == 0 ? List.of(IMAGE) : List.of())
                                .orThrow(),
                        1_000 + i))
                .toList();
    }
}
