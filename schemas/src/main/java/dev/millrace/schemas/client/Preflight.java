package dev.millrace.schemas.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks, before anything else is started, whether the broker and the registry answer.
 *
 * <p>Kafka's clients wait for a broker without a word; this gives one clear error instead. Runs on the caller's
 * thread.
 */
public final class Preflight {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int SERVER_ERROR = 500;

    private final KafkaConnection connection;
    private final Duration patience;

    /** @param patience how long each of the two is tried before that is an error */
    public Preflight(KafkaConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /**
     * Checks both.
     *
     * @throws UnreachableException if one does not answer within the patience
     * @throws InterruptException if the thread is interrupted
     */
    public void check() {
        checkBroker();
        checkRegistry();
    }

    /** Checks the broker; errors as {@link #check()}. */
    public void checkBroker() {
        Map<String, Object> settings = connection.client("preflight");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST.toMillis()));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(timeoutMillis()));
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get(timeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw brokerUnreachable(e);
        } catch (TimeoutException | KafkaException e) {
            throw brokerUnreachable(e);
        }
    }

    /** Checks the registry; errors as {@link #check()}. A {@code mock://} registry always answers. */
    public void checkRegistry() {
        for (String url : connection.registryUrl().split(",")) {
            if (!url.startsWith("mock://")) {
                checkRegistry(url.strip());
            }
        }
    }

    private void checkRegistry(String url) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String problem = askRegistry(url);
            if (problem.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new UnreachableException(
                        "schema registry " + url + " does not answer (tried for " + patience + "): " + problem
                                + "; start it, or set kafka.registry to its address",
                        null);
            }
            pause();
        }
    }

    /** Empty when it answers, else what went wrong. */
    private static String askRegistry(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(url.endsWith("/") ? url : url + "/").resolve("subjects"))
                    .timeout(REQUEST)
                    .build();
            int status = HttpClient.newBuilder()
                    .connectTimeout(REQUEST)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            // Who may not list subjects has reached a registry all the same.
            boolean answers = status < UNAUTHORIZED || status == UNAUTHORIZED || status == FORBIDDEN;
            return answers
                    ? ""
                    : "GET /subjects gives status " + status + (status < SERVER_ERROR ? ", no registry" : "");
        } catch (IllegalArgumentException e) {
            throw new UnreachableException(
                    "schema registry '" + url + "' is no http or https URL; set kafka.registry to its address", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (IOException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private int timeoutMillis() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, patience.toMillis()));
    }

    private UnreachableException brokerUnreachable(Throwable cause) {
        return new UnreachableException(
                "Kafka broker " + connection.bootstrapServers() + " does not answer (tried for " + patience + "): "
                        + rootMessage(cause) + "; start it, or set kafka.bootstrap to its address",
                cause);
    }

    /** Kafka wraps a bad address or setting in a message that does not name it. */
    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        for (Throwable deeper = root.getCause(); deeper != null; deeper = deeper.getCause()) {
            root = deeper;
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
