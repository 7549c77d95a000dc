package dev.millrace.cli.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.testing.GuardedBroker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A broker with an authorizer, and a registry that wants credentials.
 */
final class GuardedCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient behind = HttpClient.newHttpClient();
    private final GuardedBroker broker;
    private final LocalRegistry registry;
    private final HttpServer guard;

    /**
     * @param folder empty; gets the broker's data
     * @param passwords of the broker's users
     */
    GuardedCluster(Path folder, Map<String, String> passwords) throws IOException {
        broker = new GuardedBroker(folder, passwords);
        registry = LocalRegistry.start(RegistryBackend.create(folder.resolveSibling("registry.json")), 0);
        guard = HttpServer.create(new InetSocketAddress(HOST, 0), 0);
        guard.createContext("/", this::pass);
        guard.setExecutor(threads);
        guard.start();
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Lets in at the registry who sends this header. */
    void admit(String authorization) {
        authorizations.add(authorization);
    }

    GuardedBroker broker() {
        return broker;
    }

    String registryUrl() {
        return "http://" + HOST + ":" + guard.getAddress().getPort();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null || !authorizations.contains(given)) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            HttpResponse<byte[]> answer = behind.send(
                    HttpRequest.newBuilder(URI.create(registry.url() + exchange.getRequestURI()))
                            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the registry is closing", e);
        }
    }

    @Override
    public void close() {
        guard.stop(0);
        threads.shutdownNow();
        registry.close();
        broker.close();
    }
}
