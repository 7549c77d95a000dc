package dev.millrace.monitoring.metrics;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.http.SharedToken;
import dev.millrace.monitoring.http.ThisMachine;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Answers GET and HEAD of {@code /metrics} with what a supplier gives, to who sends the token where one is set, those of
 * {@code /healthz} with {@code ok} to anybody, and nothing else. Bound to this machine it answers to names of this machine only.
 *
 * <p>Owns a few threads. None of them waits for a request that is not whole, and who sends nothing is shut out after
 * some seconds.
 */
public final class MetricsServer implements AutoCloseable {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String HEALTH = "/healthz";
    private static final Set<HandlerType> ANSWERED = Set.of(HandlerType.GET, HandlerType.HEAD);
    private static final int THREADS = 8;
    private static final long IDLE_MILLIS = 10_000;

    private final @Nullable Javalin server;
    private final MetricsConfig config;

    private MetricsServer(@Nullable Javalin server, MetricsConfig config) {
        this.server = server;
        this.config = config;
    }

    /**
     * Opens the endpoint, or none where it is not enabled.
     *
     * @throws UncheckedIOException if it cannot listen there; the message says where
     */
    public static MetricsServer open(MetricsConfig config, RoleMeters meters) {
        return open(config, meters::scrape);
    }

    static MetricsServer open(MetricsConfig config, Supplier<String> scrape) {
        if (!config.enabled()) {
            return new MetricsServer(null, config);
        }
        try {
            boolean here = ThisMachine.isLoopback(config.host());
            Optional<String> token = config.secret();
            Javalin server = Javalin.create(javalin -> {
                javalin.startup.showJavalinBanner = false;
                javalin.startup.showOldJavalinVersionWarning = false;
                javalin.jetty.threadPool = threads();
                javalin.jetty.addConnector((jetty, http) -> {
                    ServerConnector connector = config.tls().connector("metrics.tls", jetty, http, 1, 1);
                    connector.setIdleTimeout(IDLE_MILLIS);
                    return ServerTls.at(connector, config.host(), config.port());
                });
                javalin.routes.before(request -> answer(request, here, token, scrape));
            });
            server.start();
            return new MetricsServer(server, config);
        } catch (UnknownHostException | JavalinBindException e) {
            throw new UncheckedIOException(
                    "cannot serve metrics at " + config.host() + ":" + config.port() + " (" + e.getMessage()
                            + "); set metrics.port to another one, or metrics.enabled=false",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("metrics");
        threads.setDaemon(true);
        return threads;
    }

    private static void answer(Context request, boolean here, Optional<String> token, Supplier<String> scrape) {
        request.skipRemainingHandlers();
        request.contentType("text/plain; charset=utf-8");
        if (here && !ThisMachine.isNamedBy(request.header("Host"))) {
            request.status(HttpStatus.FORBIDDEN).result("these metrics answer to localhost only\n");
        } else if (request.path().equals(HEALTH) && ANSWERED.contains(request.method())) {
            request.result("ok\n");
        } else if (!request.path().equals("/metrics")) {
            request.status(HttpStatus.NOT_FOUND).result("nothing here but /metrics and " + HEALTH + "\n");
        } else if (token.isPresent() && !isAllowed(request, token.get())) {
            request.status(HttpStatus.UNAUTHORIZED)
                    .header("WWW-Authenticate", "Bearer realm=\"millrace\"")
                    .result("give the token of the metrics\n");
        } else if (ANSWERED.contains(request.method())) {
            request.contentType(TEXT).result(scrape.get());
        } else {
            request.status(HttpStatus.METHOD_NOT_ALLOWED)
                    .header("Allow", "GET, HEAD")
                    .result("GET or HEAD\n");
        }
    }

    private static boolean isAllowed(Context request, String token) {
        return SharedToken.matches(token, SharedToken.given(request.header("Authorization")));
    }

    /** Where it listens, if it does. */
    public Optional<String> url() {
        String host = config.host();
        return server == null
                ? Optional.empty()
                : Optional.of(config.tls().scheme() + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                        + server.port() + "/metrics");
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
    }
}
