package dev.millrace.streams.scoring.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers as a test says. Safe on any thread. */
public final class StubServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Function<Request, Answer> answering;
    private final String scheme;

    /**
     * What was asked.
     *
     * @param headers of the request
     * @param body its JSON
     * @param number how many requests came before
     */
    public record Request(Headers headers, JsonNode body, int number) {}

    /**
     * An answer.
     *
     * @param length that is said, if it is another than that of the body
     * @param delayMillis before it begins
     * @param stallMillis before it ends
     */
    public record Answer(
            int status, String body, Map<String, String> headers, long length, long delayMillis, long stallMillis) {

        /** At once. */
        public Answer(int status, String body, Map<String, String> headers, long length, long delayMillis) {
            this(status, body, headers, length, delayMillis, 0);
        }

        /** JSON, or what passes for it. */
        public static Answer of(String body) {
            return new Answer(200, body, Map.of(), bytes(body), 0);
        }

        static Answer status(int status, String body, Map<String, String> headers) {
            return new Answer(status, body, headers, bytes(body), 0);
        }

        /** Half of it, and then the connection ends. */
        static Answer half(String body) {
            return new Answer(200, body.substring(0, body.length() / 2), Map.of(), bytes(body), 0);
        }

        /** Half of it, and then nothing for a time. */
        static Answer stalled(String body, long millis) {
            return new Answer(200, body.substring(0, body.length() / 2), Map.of(), bytes(body), 0, millis);
        }

        static Answer late(String body, long millis) {
            return new Answer(200, body, Map.of(), bytes(body), millis);
        }

        private static long bytes(String body) {
            return body.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private StubServer(HttpServer server, String scheme, Function<Request, Answer> answering) {
        this.server = server;
        this.scheme = scheme;
        this.answering = answering;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** A server on a free port of this machine. */
    public static StubServer start(Function<Request, Answer> answering) {
        return on(0, answering);
    }

    static StubServer on(int port, Function<Request, Answer> answering) {
        try {
            return new StubServer(HttpServer.create(here(port), 0), "http", answering);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StubServer secured(HttpsConfigurator tls, Function<Request, Answer> answering) throws IOException {
        HttpsServer server = HttpsServer.create(here(0), 0);
        server.setHttpsConfigurator(tls);
        return new StubServer(server, "https", answering);
    }

    private static InetSocketAddress here(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Where it is. */
    public String url() {
        return scheme + "://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What it was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestHeaders(), json(exchange.getRequestBody().readAllBytes()), requests.size());
            requests.add(request);
            Answer answer = answering.apply(request);
            if (answer.delayMillis() > 0) {
                Thread.sleep(answer.delayMillis());
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.length() == 0 ? -1 : answer.length());
            // Closed with the exchange, which ends a connection that lacks a part of its reply.
            OutputStream out = exchange.getResponseBody();
            out.write(answer.body().getBytes(StandardCharsets.UTF_8));
            if (answer.stallMillis() > 0) {
                out.flush();
                Thread.sleep(answer.stallMillis());
            }
        } catch (IOException e) {
            // Whoever asked has hung up, or got less than was promised.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static JsonNode json(byte[] body) throws JsonProcessingException {
        return JsonMapper.builder().build().readTree(new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
