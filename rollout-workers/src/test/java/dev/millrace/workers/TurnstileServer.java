package dev.millrace.workers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.inference.StandInServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that lets the oldest request for answers through whenever a whole window of them waits, once it is told to. What it lets
 * through a stand-in answers.
 */
final class TurnstileServer implements AutoCloseable {

    private final int window;
    private final StandInServer answering = StandInServer.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Deque<CountDownLatch> waiting = new ArrayDeque<>();
    private boolean turning;

    TurnstileServer(int window) throws IOException {
        this.window = window;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on a request waits for a whole window. */
    synchronized void turn() {
        turning = true;
    }

    /** Nobody waits any more. */
    synchronized void letAllThrough() {
        turning = false;
        waiting.forEach(CountDownLatch::countDown);
    }

    private void pass() throws InterruptedException {
        CountDownLatch mine = new CountDownLatch(1);
        synchronized (this) {
            if (!turning) {
                return;
            }
            waiting.addLast(mine);
            if (waiting.size() >= window) {
                waiting.removeFirst().countDown();
            }
        }
        mine.await();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] asked = exchange.getRequestBody().readAllBytes();
            if (path.equals("/generate")) {
                pass();
            }
            HttpResponse<byte[]> reply = client.send(
                    HttpRequest.newBuilder(answering.uri().resolve(path))
                            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(asked))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(reply.statusCode(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server ends", e);
        }
    }

    @Override
    public void close() {
        try (answering) {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
