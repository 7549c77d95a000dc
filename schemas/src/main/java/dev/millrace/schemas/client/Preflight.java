package dev.millrace.schemas.client;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks, before anything else is started, whether the broker and the registry answer.
 *
 * <p>Kafka's clients wait for a broker without a word; this gives one clear error instead. Runs on the caller's
 * thread.
 */
public final class Preflight {

    private static final Logger log = LoggerFactory.getLogger(Preflight.class);
    private static final Duration REQUEST = Duration.ofSeconds(5);

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
        } catch (java.util.concurrent.TimeoutException | KafkaException e) {
            throw brokerUnreachable(e);
        }
    }

    /**
     * Checks the registry, by the client and the settings that ask it later; errors as {@link #check()}. A
     * {@code mock://} registry always answers.
     */
    public void checkRegistry() {
        RegistryAddress address = RegistryAddress.of(connection.registryUrl());
        try (SchemaRegistryClient client = RegistryAccess.open(connection, RegistryPatience.starting(patience))) {
            client.getAllSubjects();
        } catch (AuthorizationException e) {
            // Who may not list subjects has reached a registry all the same; what may be asked shows when it is.
            log.atDebug().addKeyValue("registry", address).setCause(e).log("the registry lists no subjects for us");
        } catch (RestClientException e) {
            throw new UnreachableException(
                    "schema registry " + address + ": GET /subjects gives status " + e.getStatus()
                            + ", which no registry gives; set kafka.registry to its address",
                    e);
        } catch (IOException | AuthenticationException | TimeoutException e) {
            throw new UnreachableException(CauseChain.flat(String.valueOf(e.getMessage())), e);
        }
    }

    private int timeoutMillis() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, patience.toMillis()));
    }

    private UnreachableException brokerUnreachable(Throwable cause) {
        return new UnreachableException(
                "Kafka broker " + connection.bootstrapServers() + " does not answer (tried for " + Seconds.of(patience)
                        + "): "
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
