package dev.millrace.console.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.schemas.registry.RegistryBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker with an authorizer behind SASL/PLAIN, and a registry that wants credentials. A further port of the broker lets in
 * its administrator without any.
 */
final class GuardedCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final int open = free();
    private final int secure = free();
    private final int controller = free();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient behind = HttpClient.newHttpClient();
    private final KafkaRaftServer broker;
    private final LocalRegistry registry;
    private final HttpServer guard;

    /**
     * @param folder empty; gets the broker's data
     * @param passwords of the broker's users
     */
    GuardedCluster(Path folder, Map<String, String> passwords) throws IOException {
        format(folder);
        broker = new KafkaRaftServer(new KafkaConfig(settings(folder, passwords), false), Time.SYSTEM);
        broker.startup();
        registry = LocalRegistry.start(RegistryBackend.create(folder.resolveSibling("registry.json")), 0);
        guard = HttpServer.create(new InetSocketAddress(HOST, 0), 0);
        guard.createContext("/", this::pass);
        guard.setExecutor(threads);
        guard.start();
    }

    static String jaas(String user, String password) {
        return MODULE + " username=\"" + user + "\" password=\"" + password + "\";";
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Lets in at the registry who sends this header. */
    void admit(String authorization) {
        authorizations.add(authorization);
    }

    /** Where the administrator comes in. */
    String openAddress() {
        return HOST + ":" + open;
    }

    String address() {
        return HOST + ":" + secure;
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

    private static void format(Path folder) {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .setDirectories(List.of(folder.toString()))
                    .setPrintStream(nowhere)
                    .run();
        } catch (Exception e) { // the formatter declares nothing narrower
            throw new IllegalStateException("the folder of the broker cannot be prepared", e);
        }
    }

    private Map<String, String> settings(Path folder, Map<String, String> passwords) {
        StringBuilder users = new StringBuilder(MODULE);
        passwords.forEach((user, password) -> users.append(" user_" + user + "=\"" + password + "\""));
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@" + HOST + ":" + controller);
        settings.put(
                "listeners",
                "OPEN://" + HOST + ":" + open + ",SECURE://" + HOST + ":" + secure + ",CONTROLLER://" + HOST + ":"
                        + controller);
        settings.put("listener.security.protocol.map", "OPEN:PLAINTEXT,SECURE:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "OPEN");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("listener.name.secure.plain.sasl.jaas.config", users + ";");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        return settings;
    }

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    @Override
    public void close() {
        guard.stop(0);
        threads.shutdownNow();
        registry.close();
        broker.shutdown();
        broker.awaitShutdown();
    }
}
