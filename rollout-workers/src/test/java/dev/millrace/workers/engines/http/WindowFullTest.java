package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.HttpEngineConfig.EndpointChoice;
import dev.millrace.workers.engines.server.HttpEngineConfig.RequestShape;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that makes 5,000 tokens a second for 64 requests at once is kept full, and costs little to keep so. */
@Tag("slow")
class WindowFullTest {

    private static final int WINDOW = 64;
    private static final double TOKENS_PER_SECOND = 5_000;
    private static final int PROMPTS = 16;
    private static final SamplingSettings SAMPLING = new SamplingSettings(8, 1, 512);
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    /** @param batches that are sampled side by side; one ends before the next begins where it is 1 */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldKeepTheWindowFull(int batches) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(batches);
        try (PaceServer server = new PaceServer(WINDOW, TOKENS_PER_SECOND);
                RolloutEngine engine = EngineUnderTest.open(config(server), folder)) {
            AtomicLong prompt = new AtomicLong();
            for (int i = 0; i < batches; i++) {
                callers.execute(() -> sampleOn(engine, prompt));
            }
            Thread.sleep(WARM_UP.toMillis());
            String figure =
                    "servers/" + server.url().substring("http://".length()).replace(':', '_') + "/in_flight";

            Map<Long, Long> before = cpu();
            long tokens = server.tokens();
            long begun = System.nanoTime();
            int looks = 0;
            int full = 0;
            double running = 0;
            while (System.nanoTime() - begun < MEASURED.toNanos()) {
                full += engine.figures().getOrDefault(figure, 0.0) >= WINDOW ? 1 : 0;
                running += server.running();
                looks++;
                Thread.sleep(10);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            double share = (double) full / looks;
            double cores = cores(before, seconds);
            System.out.printf(
                    "batches %d: window full %.1f %% of the time, %.1f of %d running, %.0f tokens/s, worker %.2f cores%n",
                    batches, 100 * share, running / looks, WINDOW, (server.tokens() - tokens) / seconds, cores);

            assertThat(cores).isLessThan(0.5);
            if (batches == 3) {
                assertThat(share).isGreaterThan(0.95);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static void sampleOn(RolloutEngine engine, AtomicLong prompt) {
        while (!Thread.currentThread().isInterrupted()) {
            List<RolloutRequest> requests = new ArrayList<>();
            for (int i = 0; i < PROMPTS; i++) {
                long seed = prompt.incrementAndGet();
                requests.add(new RolloutRequest(
                        new BytesFormat().encode("Say " + seed, List.of()).orThrow(), seed));
            }
            engine.sample(requests, SAMPLING, Optional.empty());
        }
    }

    /** Processor time of each thread of the worker: all but those of the server, and of this test. */
    private static Map<Long, Long> cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> all = new HashMap<>();
        LongStream.of(threads.getAllThreadIds()).forEach(id -> {
            ThreadInfo info = threads.getThreadInfo(id);
            boolean isWorker = info != null
                    && !info.getThreadName().startsWith(PaceServer.THREADS)
                    && !info.getThreadName().startsWith("HTTP-Dispatcher")
                    && id != Thread.currentThread().getId();
            if (isWorker) {
                all.put(id, threads.getThreadCpuTime(id));
            }
        });
        return all;
    }

    private static double cores(Map<Long, Long> before, double seconds) {
        long nanos = 0;
        for (Map.Entry<Long, Long> thread : cpu().entrySet()) {
            nanos += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return nanos / 1e9 / seconds;
    }

    private static HttpEngineConfig config(PaceServer server) {
        return new HttpEngineConfig(
                Dialect.SGLANG,
                List.of(server.url()),
                "",
                "",
                Map.of(),
                TlsConfig.defaults(),
                EndpointChoice.AUTO,
                RequestShape.AUTO,
                WINDOW,
                0,
                Duration.ofMinutes(1),
                8,
                Duration.ofSeconds(5),
                1e-3,
                1 << 20,
                new ServerWeightsConfig(ServerWeightsConfig.Way.NONE, "test", "", ""));
    }
}
