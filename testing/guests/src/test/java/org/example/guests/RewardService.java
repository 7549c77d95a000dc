package org.example.guests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reward server and a judge that both know how near an answer is to the reference. After so many requests it is killed with
 * whatever is in flight, and a second later there is another one at the same address. Safe on any thread.
 */
final class RewardService implements AutoCloseable {

    private static final double SPAN = 6;

    private final int port;
    private final int killedAfter;
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService outage = Executors.newSingleThreadScheduledExecutor();
    private HttpServer server;

    RewardService(int killedAfter) throws IOException {
        this.killedAfter = killedAfter;
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listen(int at) throws IOException {
        HttpServer fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        fresh.setExecutor(threads);
        fresh.createContext("/score", exchange -> answer(exchange, RewardService::scores));
        fresh.createContext("/v1/chat/completions", exchange -> answer(exchange, RewardService::grade));
        fresh.start();
        return fresh;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How often it was asked, those in flight at its death included. */
    int requests() {
        return requests.get();
    }

    @FunctionalInterface
    private interface Answering {
        String of(JsonNode request);
    }

    private void answer(HttpExchange exchange, Answering answering) throws IOException {
        if (requests.incrementAndGet() == killedAfter) {
            kill();
        }
        JsonNode request = JsonMapper.builder().build().readTree(exchange.getRequestBody());
        byte[] reply = answering.of(request).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }

    private synchronized void kill() {
        server.stop(0);
        var unused = outage.schedule(this::revive, 1, TimeUnit.SECONDS);
    }

    private synchronized void revive() {
        try {
            server = listen(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String scores(JsonNode request) {
        List<String> scores = new ArrayList<>();
        request.path("samples")
                .forEach(sample -> scores.add("{\"score\": %s, \"detail\": {\"span\": %s}}"
                        .formatted(
                                nearness(
                                        sample.path("reference").asText(),
                                        sample.path("response").asText()),
                                SPAN)));
        return "{\"scores\": [" + String.join(", ", scores) + "]}";
    }

    /** The last line of what is asked is {@code reference|response}. */
    private static String grade(JsonNode request) {
        String[] asked =
                request.at("/messages/0/content").asText().split("\n")[1].split("\\|", -1);
        return "{\"model\": \"stub\", \"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\":"
                + " \"I compared them.\\n%s\"}}]}".formatted(10 * nearness(asked[0], asked[1]));
    }

    private static double nearness(String reference, String response) {
        try {
            return Math.max(
                    0, 1 - Math.abs(Double.parseDouble(response.strip()) - Double.parseDouble(reference)) / SPAN);
        } catch (NumberFormatException e) {
            return 0; // no number is an answer, too
        }
    }

    @Override
    public synchronized void close() {
        outage.shutdownNow();
        server.stop(0);
        threads.shutdownNow();
    }
}
