package dev.millrace.streams.topology;

import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.BrokerFailure;
import dev.millrace.schemas.client.ClientKind;
import dev.millrace.schemas.client.Explanation;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.client.Transactions;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.provenance.CodeVersion;
import dev.millrace.schemas.topic.Durability;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.CreditSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one instance of a topology, the {@link ExperienceTopology} or another; any number of instances share a run's
 * groups.
 *
 * <p>{@link #run()} blocks its caller; {@link #stop()}, {@link #isRunning()} and {@link #metrics()} may be called from
 * any thread. An instance runs once.
 */
public final class StreamsRole implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StreamsRole.class);

    /** Groups of figures in the metrics registry that are ours begin with this. */
    public static final String FIGURES = "millrace-";

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final StreamsRoleConfig config;
    private final Durability durability;
    private final String applicationId;
    private final Topology topology;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Revival revival = new Revival("streams", StreamsFailures::pass, Clock.systemUTC());
    private final StartWatch watch;
    private volatile @Nullable KafkaStreams streams;

    /**
     * @param connection way to the broker and the registry
     * @param topics names of the topics, which exist
     * @param run the run whose groups are assembled
     * @param config how the instance runs
     * @param durability of the topics that Kafka Streams makes
     * @param assembly how groups are assembled
     * @param credit how they are credited
     */
    public StreamsRole(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            StreamsRoleConfig config,
            Durability durability,
            AssemblyConfig assembly,
            CreditSettings credit) {
        this(
                connection,
                topics,
                run,
                config,
                durability,
                assembly,
                credit,
                new Origin(CodeVersion.current(), null),
                GroupPlacement.ANYWHERE);
    }

    /** As above; {@code origin} stands in the experiences, {@code placement} says where inputs have to lie. */
    public StreamsRole(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            StreamsRoleConfig config,
            Durability durability,
            AssemblyConfig assembly,
            CreditSettings credit,
            Origin origin,
            GroupPlacement placement) {
        this(
                connection,
                topics,
                run,
                config,
                durability,
                new RunNames(topics, run).streams(),
                ExperienceTopology.build(
                        run,
                        topics,
                        new AvroSerdes(connection),
                        assembly,
                        credit,
                        origin,
                        placement,
                        config.earlyCommit()));
    }

    /**
     * Runs another topology of the run in the same way.
     *
     * @param applicationId group id, and prefix of internal topics and transactional ids; one for each topology
     */
    public StreamsRole(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            StreamsRoleConfig config,
            Durability durability,
            String applicationId,
            Topology topology) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.config = config;
        this.durability = durability;
        this.applicationId = applicationId;
        this.topology = topology;
        this.watch = new StartWatch(
                applicationId,
                config.patience(),
                new ObstacleSearch(connection, applicationId, durability)::find,
                Clock.systemUTC());
    }

    /**
     * Runs until it is stopped or interrupted. A failure that passes, as when a broker restarts, costs a thread, which is
     * replaced. When this returns, everything is closed.
     *
     * @throws IllegalStateException with the cause, if the stream cannot go on, or does not come to run within the patience
     */
    @Override
    public void run() {
        boolean interrupted = false;
        try (StateFolder folder = StateFolder.claim(config.stateDir())) {
            KafkaStreams instance = new KafkaStreams(topology, new StreamsConfig(settings(folder.path())));
            instance.setUncaughtExceptionHandler(this::answer);
            instance.setGlobalStateRestoreListener(new RestoreProgress(watch::progressed));
            streams = instance;
            try {
                if (stopped.getCount() > 0) {
                    instance.start();
                    log.atInfo().addKeyValue("run", run).log("streams started");
                }
                attend(instance);
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                close(instance);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("streams of run " + run + " stopped: " + told(cause), cause);
        }
        log.atInfo().addKeyValue("run", run).log("streams stopped");
    }

    /** Until it is stopped; an instance that does not come to run fails. */
    private void attend(KafkaStreams instance) throws InterruptedException {
        while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            KafkaStreams.State state = instance.state();
            try {
                watch.look(state == KafkaStreams.State.RUNNING, state.name());
            } catch (IllegalStateException e) {
                end(e);
            }
        }
    }

    /** Makes {@link #run()} end; returns at once. */
    public void stop() {
        stopped.countDown();
    }

    /** Whether tasks are assigned and restored and records are processed. */
    public boolean isRunning() {
        KafkaStreams instance = streams;
        return instance != null && instance.state() == KafkaStreams.State.RUNNING;
    }

    /**
     * The figures of the assembly by name: {@code group/{open,oldest_age_ms,closed_complete,closed_partial,dropped}},
     * {@code reward_join/{latency_p50,latency_p99,late,duplicates,ignored,misplaced}} and
     * {@code credit/{mean_weight,amplified_share,guard/REASON}}; of the metrics topology
     * {@code accounting/{published,trained,dropped,pending,imbalance}}. Empty before a task is assigned.
     */
    public Map<String, Double> metrics() {
        Map<String, Double> figures = new TreeMap<>();
        KafkaStreams instance = streams;
        if (instance != null) {
            instance.metrics().forEach((name, metric) -> {
                if (name.group().startsWith(FIGURES) && metric.metricValue() instanceof Double value) {
                    figures.put(name.name(), value);
                }
            });
        }
        return figures;
    }

    /** What passes costs a thread, which is replaced; what does not ends the role. Called by the thread that failed. */
    private StreamThreadExceptionResponse answer(Throwable cause) {
        if (stopped.getCount() > 0 && revival.admits(cause)) {
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        end(cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void pause() {
        try {
            if (stopped.await(Revival.PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("stopped before a thread was replaced");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Throwable cause) {
        failure.compareAndSet(null, cause);
        stopped.countDown();
    }

    private void close(KafkaStreams instance) {
        // Leaves the group, so that another instance takes over now and not after the session's time-out.
        boolean closed = instance.close(CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            log.atWarn().addKeyValue("patience", CLOSE_PATIENCE).log("streams did not close in time");
        }
    }

    Map<String, Object> settings(Path stateFolder) {
        Map<String, Object> settings = new HashMap<>(connection.client("unused"));
        // Kafka Streams makes a client id for each of its clients, and two instances must not share one.
        settings.remove(StreamsConfig.CLIENT_ID_CONFIG);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        ClientKind.STREAMS.apply(settings);
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, config.groupProtocol().value());
        settings.putAll(errorSettings(topics, run));
        settings.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                String.valueOf(durability.inSync()));
        if (durability.replicas() > 1) { // else the broker's own default, which is not worse
            settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, durability.replicas());
        }
        prefer(ClientKind.CONSUMER, StreamsConfig::consumerPrefix, settings);
        prefer(ClientKind.PRODUCER, StreamsConfig::producerPrefix, settings);
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), RecordLimits.MAX_LETTER_BYTES);
        return settings;
    }

    /** What a client of this kind has elsewhere, unless the user says otherwise for all clients or for this one. */
    private static void prefer(ClientKind kind, UnaryOperator<String> prefixed, Map<String, Object> settings) {
        kind.preferred().forEach((name, value) -> {
            if (!settings.containsKey(name)) {
                settings.putIfAbsent(prefixed.apply(name), value);
            }
        });
    }

    /** What concerns the topology and not the connection: what becomes of bad records, and names. */
    static Map<String, Object> errorSettings(Topics topics, RunId run) {
        return Map.of(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                topics.deadLetters(),
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DeadLetterUnreadableRecords.class,
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                DeadLetterInvalidRecords.class,
                DeadLetterUnreadableRecords.RUN_CONFIG,
                run.value(),
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                true);
    }

    /** What went wrong and what to do. Kafka does not say which transactional id it refuses. */
    private String told(Throwable cause) {
        Throwable named = CauseChain.of(cause)
                .find(TransactionalIdAuthorizationException.class)
                .<Throwable>map(refusal -> Transactions.named("with prefix " + applicationId, refusal))
                .orElse(cause);
        return BrokerFailure.explain(named, connection.properties())
                .map(Explanation::line)
                .orElseGet(() -> CauseChain.of(cause).message()
                        + advice(CauseChain.of(cause).message()));
    }

    private String advice(String message) {
        return message.contains("No space left on device")
                ? "; the file system of streams.state_dir " + config.stateDir()
                        + " is full: free some space and start again"
                : "";
    }
}
