package dev.millrace.infra.local;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.schemas.registry.RegistryBackend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A schema registry over HTTP, for the clients of Confluent's.
 *
 * <p>It listens on the loopback address. Requests are served by threads of its own, which end with it; one that
 * is not whole after ten seconds is given up.
 */
public final class LocalRegistry implements AutoCloseable {

    private static final int THREADS = 32;
    private static final int BACKLOG = 64;

    static {
        HttpServerSettings.apply();
    }

    private final HttpServer server;
    private final String address;
    private final ExecutorService threads;

    private LocalRegistry(HttpServer server, String address, ExecutorService threads) {
        this.server = server;
        this.address = address;
        this.threads = threads;
    }

    /**
     * Starts serving a backend.
     *
     * @param port a free port
     * @throws LocalStackException if the port cannot be bound
     */
    public static LocalRegistry start(RegistryBackend backend, int port) {
        return start(backend, port, Optional.empty());
    }

    /**
     * The same by TLS.
     *
     * @param tls keys, if it speaks TLS only
     * @throws LocalStackException if the port cannot be bound, or the keys cannot be read
     */
    static LocalRegistry start(RegistryBackend backend, int port, Optional<LocalTls> tls) {
        HttpServer server;
        try {
            InetSocketAddress address = new InetSocketAddress(Port.HOST, port);
            server = tls.isEmpty()
                    ? HttpServer.create(address, BACKLOG)
                    : withTls(HttpsServer.create(address, BACKLOG), tls.get());
        } catch (IOException e) {
            throw new LocalStackException(
                    "the local registry cannot listen on port " + port + " of " + Port.HOST + ": " + e.getMessage(), e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "local-registry");
            thread.setDaemon(true);
            return thread;
        });
        server.createContext("/", new RegistryHandler(new RegistryRoutes(backend)));
        server.setExecutor(threads);
        server.start();
        return new LocalRegistry(server, tls.isPresent() ? "https://" + LocalTls.HOST : "http://" + Port.HOST, threads);
    }

    private static HttpServer withTls(HttpsServer server, LocalTls tls) {
        server.setHttpsConfigurator(new HttpsConfigurator(tls.registry()));
        return server;
    }

    /** Where clients find it. */
    public String url() {
        return address + ":" + port();
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
