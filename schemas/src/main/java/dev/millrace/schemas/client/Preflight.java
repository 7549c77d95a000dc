package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.notice.Seconds;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks, before anything else is started, whether the broker and the registry answer.
 *
 * <p>Kafka's clients wait for a broker without a word; this gives one clear error instead. Runs on the caller's
 * thread.
 */
public final class Preflight {

    /**
     * For a broker or registry to answer at all, retries included. The system property {@code millrace.patience}, as in
     * {@code PT2M}, lengthens it, for machines that are too busy to start a client in that time.
     */
    public static final Duration PATIENCE = Duration.parse(System.getProperty("millrace.patience", "PT15S"));

    private static final Logger log = LoggerFactory.getLogger(Preflight.class);
    private static final Duration REQUEST = Duration.ofSeconds(5);

    /** Who has not answered by then may speak another protocol. */
    private static final Duration SOON = Duration.ofMillis(1_500);

    private static final Duration PROBE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String UNRESOLVED = "No resolvable bootstrap urls";

    private final KafkaConnection connection;
    private final Duration patience;

    /** With {@link #PATIENCE}. */
    public Preflight(KafkaConnection connection) {
        this(connection, PATIENCE);
    }

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

    /**
     * Checks the broker; errors as {@link #check()}. What only people can mend, wrong credentials for instance, is told
     * at once, without patience.
     */
    public void checkBroker() {
        Map<String, Object> settings = connection.client("preflight");
        settings.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                String.valueOf(Math.min(REQUEST.toMillis(), millis(patience))));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(millis(patience)));
        long start = System.nanoTime();
        try {
            Admin admin = admin(settings, start);
            try {
                awaitNodes(admin.describeCluster().nodes(), start);
            } finally {
                admin.close(Duration.ZERO); // without a time it waits for what nobody answers
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | java.util.concurrent.TimeoutException | KafkaException e) {
            if (e instanceof InterruptException interrupted) {
                throw interrupted;
            }
            throw brokerFailed(
                    BrokerFailure.explain(e, settings)
                            .or(this::lookAtPorts)
                            .orElseGet(() -> Explanation.passing(
                                    "does not answer (" + CauseChain.of(e).message() + ")",
                                    "start it, or set kafka.bootstrap to its address")),
                    e);
        }
    }

    private void awaitNodes(KafkaFuture<Collection<Node>> nodes, long start)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        if (!answersSoon(nodes)) {
            lookAtPorts().filter(Explanation::lasting).ifPresent(why -> {
                throw brokerFailed(why, null);
            });
            nodes.get(millis(patience.minusNanos(System.nanoTime() - start)), TimeUnit.MILLISECONDS);
        }
    }

    /** A host may get its address while it is waited for. */
    private Admin admin(Map<String, Object> settings, long start) {
        while (true) {
            try {
                return Admin.create(settings);
            } catch (KafkaException e) {
                boolean unresolved = CauseChain.of(e).saying(UNRESOLVED).isPresent();
                if (!unresolved || System.nanoTime() - start >= patience.toNanos()) {
                    throw e;
                }
                pause();
            }
        }
    }

    private boolean answersSoon(KafkaFuture<?> nodes) throws InterruptedException, ExecutionException {
        try {
            nodes.get(Math.min(millis(patience), SOON.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    /** Kafka's clients tell a port of another protocol, or one that wants SASL, from no port by nothing. */
    private Optional<Explanation> lookAtPorts() {
        return Stream.of(connection.bootstrapServers().split(","))
                .map(String::strip)
                .filter(address -> Utils.getHost(address) != null && Utils.getPort(address) != null)
                .map(address -> new BrokerProbe(
                                Objects.requireNonNull(Utils.getHost(address)),
                                Objects.requireNonNull(Utils.getPort(address)),
                                PROBE)
                        .ask())
                .flatMap(finding -> finding.explain(connection.properties()).stream())
                .max(Comparator.comparing(Explanation::lasting));
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
                    true,
                    e);
        } catch (IOException | AuthenticationException | TimeoutException e) {
            throw new UnreachableException(
                    CauseChain.flat(String.valueOf(e.getMessage())), e instanceof AuthenticationException, e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    private UnreachableException brokerFailed(Explanation why, @Nullable Throwable cause) {
        String tried = why.lasting() ? "" : " [tried for " + Seconds.of(patience) + "]";
        return new UnreachableException(
                "Kafka broker " + connection.bootstrapServers() + ": " + why.cause() + tried + "; " + why.cure(),
                why.lasting(),
                cause);
    }
}
