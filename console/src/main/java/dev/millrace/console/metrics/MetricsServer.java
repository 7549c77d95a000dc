package dev.millrace.console.metrics;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /metrics} with what a supplier gives. Owns one thread. */
public final class MetricsServer implements AutoCloseable {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final @Nullable HttpServer server;
    private final String host;

    private MetricsServer(@Nullable HttpServer server, String host) {
        this.server = server;
        this.host = host;
    }

    /**
     * Opens the endpoint, or none where it is not enabled.
     *
     * @throws UncheckedIOException if it cannot listen there; the message says where
     */
    public static MetricsServer open(MetricsConfig config, RoleMeters meters) {
        if (!config.enabled()) {
            return new MetricsServer(null, config.host());
        }
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 0);
            server.createContext("/metrics", exchange -> {
                try (exchange) {
                    byte[] body = meters.scrape().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", TEXT);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
            return new MetricsServer(server, config.host());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot serve metrics at " + config.host() + ":" + config.port() + " (" + e.getMessage()
                            + "); set metrics.port to another one, or metrics.enabled=false",
                    e);
        }
    }

    /** Where it listens, if it does. */
    public Optional<String> url() {
        return server == null
                ? Optional.empty()
                : Optional.of("http://" + host + ":" + server.getAddress().getPort() + "/metrics");
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
