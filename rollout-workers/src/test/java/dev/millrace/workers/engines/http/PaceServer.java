package dev.millrace.workers.engines.http;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the pace of a server without its model: so many requests at once, each at an even share of its tokens a second, and answers
 * of uneven length. Tokens and log-probabilities are functions of the seed. It speaks as SGLang does.
 */
final class PaceServer implements AutoCloseable {

    static final String THREADS = "pace-";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHORTEST = 20;

    private final int slots;
    private final double tokensPerSecond;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore free;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong tokens = new AtomicLong();

    PaceServer(int slots, double tokensPerSecond) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.slots = slots;
        this.tokensPerSecond = tokensPerSecond;
        this.free = new Semaphore(slots);
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

    int running() {
        return running.get();
    }

    long tokens() {
        return tokens.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] reply;
            if (path.equals("/generate")) {
                reply = JSON.writeValueAsBytes(generate(JSON.readTree(exchange.getRequestBody())));
            } else if (path.equals("/metrics")) {
                reply = ("sglang:num_running_reqs " + running + "\nsglang:num_queue_reqs 0\n")
                        .getBytes(StandardCharsets.UTF_8);
            } else {
                reply = "{\"is_generation\": true}".getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }

    private ObjectNode generate(JsonNode asked) {
        JsonNode sampling = asked.path("sampling_params");
        ObjectNode root = JSON.createObjectNode();
        int expanded = (BytesFormat.RUN - 1) * asked.path("image_data").size();
        ObjectNode meta = root.putObject("meta_info")
                .put("prompt_tokens", asked.path("input_ids").size() + expanded);
        int most = sampling.path("max_new_tokens").asInt();
        if (most == 0) {
            ArrayNode scores = meta.putArray("input_token_logprobs");
            int from = asked.path("logprob_start_len").asInt() - expanded;
            for (int i = from; i < asked.path("input_ids").size(); i++) {
                int id = asked.path("input_ids").get(i).asInt();
                scores.addArray().add(logProb(id, 1)).add(id).addNull();
            }
            root.putArray("output_ids");
            return root;
        }
        SplittableRandom random =
                new SplittableRandom(sampling.path("sampling_seed").asLong());
        int length = Math.min(most, SHORTEST + (int) (-Math.log(1 - random.nextDouble()) * most / 4));
        take(length);
        double temperature = Math.max(0.1, sampling.path("temperature").asDouble());
        ArrayNode ids = root.putArray("output_ids");
        ArrayNode logProbs = meta.putArray("output_token_logprobs");
        for (int i = 0; i < length; i++) {
            int id = i == length - 1 && length < most ? BytesFormat.END : 'a' + random.nextInt(26);
            ids.add(id);
            logProbs.addArray().add(logProb(id, temperature)).add(id).addNull();
        }
        meta.putObject("finish_reason").put("type", length < most ? "stop" : "length");
        return root;
    }

    private void take(int length) {
        free.acquireUninterruptibly();
        running.incrementAndGet();
        LockSupport.parkNanos((long) (1e9 * length * slots / tokensPerSecond));
        running.decrementAndGet();
        tokens.addAndGet(length);
        free.release();
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
