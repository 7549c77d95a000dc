package dev.millrace.cli.bench.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the pace of a server without its model: so many requests at once, each at an even share of its tokens a second, and answers
 * of uneven length. Tokens and log-probabilities are functions of the seed. It speaks as SGLang does, and sees no images.
 */
final class PaceServer implements AutoCloseable {

    /** What the names of its threads begin with. */
    static final String THREADS = "pace-";

    /** The thread of the JDK's server that takes connections. */
    static final String DISPATCHER = "HTTP-Dispatcher";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHORTEST = 20;
    private static final double NANOS = 1e9;

    private final ServerLoad load;
    private final int end;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore free;
    private final PaceMeter meter;

    /** @param end the id that ends an answer */
    PaceServer(ServerLoad load, int end) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.load = load;
        this.end = end;
        this.free = new Semaphore(load.window());
        this.meter = new PaceMeter(load.window(), System::nanoTime);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> new Thread(task, THREADS + number.incrementAndGet()));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What it has done until now. */
    PaceReading read() {
        return meter.read();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] reply =
                    switch (exchange.getRequestURI().getPath()) {
                        case "/generate" -> JSON.writeValueAsBytes(generate(JSON.readTree(exchange.getRequestBody())));
                        case "/metrics" -> "sglang:num_queue_reqs 0\n".getBytes(StandardCharsets.UTF_8);
                        default -> "{\"is_generation\": true}".getBytes(StandardCharsets.UTF_8);
                    };
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode generate(JsonNode asked) throws InterruptedException {
        JsonNode sampling = asked.path("sampling_params");
        int most = sampling.path("max_new_tokens").asInt();
        if (most == 0) {
            return scored(asked.path("input_ids"));
        }
        SplittableRandom random =
                new SplittableRandom(sampling.path("sampling_seed").asLong());
        int length = Math.min(most, SHORTEST + (int) (-Math.log(1 - random.nextDouble()) * most / 4));
        take(length);
        double temperature = Math.max(0.1, sampling.path("temperature").asDouble());
        ObjectNode root = JSON.createObjectNode();
        ObjectNode meta = root.putObject("meta_info");
        ArrayNode ids = root.putArray("output_ids");
        ArrayNode logProbs = meta.putArray("output_token_logprobs");
        for (int i = 0; i < length; i++) {
            int id = i == length - 1 && length < most ? end : 'a' + random.nextInt(26);
            ids.add(id);
            logProbs.addArray().add(logProb(id, temperature)).add(id).addNull();
        }
        meta.putObject("finish_reason").put("type", length < most ? "stop" : "length");
        return root;
    }

    private static ObjectNode scored(JsonNode ids) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("output_ids");
        ArrayNode scores = root.putObject("meta_info").putArray("input_token_logprobs");
        ids.forEach(id ->
                scores.addArray().add(logProb(id.asInt(), 1)).add(id.asInt()).addNull());
        return root;
    }

    private void take(int length) throws InterruptedException {
        free.acquire();
        meter.begun();
        try {
            TimeUnit.NANOSECONDS.sleep((long) (NANOS * length * load.window() / load.tokensPerSecond()));
        } finally {
            meter.ended(length);
            free.release();
        }
    }

    private static double logProb(int id, double temperature) {
        return -(1 + id % 5) / temperature;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
