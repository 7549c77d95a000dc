package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one scorer for one run; any number of processes share the work.
 *
 * <p>A scorer with a frozen referee does not start in a run whose earlier scores came of another one. What it holds is
 * closed when {@link #run()} ends.
 *
 * <p>{@link #run()} blocks its caller; {@link #stop()} may be called from any thread. A role runs once.
 */
public final class ScorerRole implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ScorerRole.class);
    /** Share of a call's time-out for which an image is waited for that is not there yet. */
    private static final int PATIENCE_SHARE = 4;

    private static final Duration SLACK = Duration.ofMinutes(5);

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final ScorerConfig config;
    private final ScoringConfig common;
    private final NamedScorer scorer;
    private final Clock clock;
    private final Object lock = new Object();
    private @Nullable ScoringLoop loop;
    private final Revival revival;
    private volatile boolean stopped;

    /**
     * @param connection way to the broker and the registry
     * @param topics names of the topics, which exist
     * @param run the run whose trajectories are scored
     * @param config how the scorer is run
     * @param common what its declaration leaves to all scorers
     * @param scorer the scorer, for instance with the images of {@link #images}
     * @param clock when scores are made
     */
    public ScorerRole(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            ScorerConfig config,
            ScoringConfig common,
            NamedScorer scorer,
            Clock clock) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.config = config;
        this.common = common;
        this.scorer = scorer;
        this.clock = clock;
        this.revival = new Revival("scorer-" + scorer.name(), PassingFailure::is, clock);
    }

    /**
     * Images from the images topic, for a scorer that a role runs.
     *
     * @param scorer its name
     * @param config how it is run
     */
    public static ReferencedImages images(
            KafkaConnection connection, Topics topics, String scorer, ScorerConfig config) {
        return new TopicImages(
                () -> ImageArchive.open(connection, topics, "scorer-" + scorer + "-images", TopicImages.CACHE_BYTES),
                config.timeout().dividedBy(PATIENCE_SHARE),
                Clock.systemUTC());
    }

    /**
     * Runs until it is stopped or interrupted, with new clients after a failure that passes, as when a broker restarts: what
     * was not committed is scored again. A scorer that is new to the run begins with its first trajectory. When
     * this returns, everything is closed; a call of the scorer that hangs may still hold a daemon thread.
     *
     * @throws IllegalStateException if the run has scores of this scorer made with another referee
     * @throws org.apache.kafka.common.KafkaException if the broker or registry cannot be worked with
     */
    @Override
    public void run() {
        boolean interrupted = false;
        try (GuardedScorer guarded = new GuardedScorer(scorer, CallLimits.of(config, common))) {
            revival.run(() -> score(guarded), () -> stopped);
        } catch (InterruptException e) {
            // Kafka's own form sets the flag again, and what is closed now must not see it.
            interrupted = Thread.interrupted();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        log.atInfo()
                .addKeyValue("run", run)
                .addKeyValue("scorer", scorer.name())
                .log("scorer stopped");
    }

    /** Scores with clients of its own until it is stopped, interrupted or fails. */
    private void score(GuardedScorer guarded) {
        AvroSerdes serdes = new AvroSerdes(connection);
        refuseAnotherReferee(serdes);
        boolean interrupted = false;
        try (DeadLetters deadLetters = new DeadLetters(connection, topics);
                Deserializer<Trajectory> trajectories = serdes.deserializer(Trajectory.class);
                Producer<String, Score> producer = new KafkaProducer<>(
                        connection.producer(clientId()), new StringSerializer(), serdes.serializer(Score.class));
                Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ScoringLoop started = new ScoringLoop(
                    consumer,
                    producer,
                    topics.scores(),
                    new SampleReader(run, trajectories, deadLetters::publish),
                    guarded,
                    common.maxPollRecords(),
                    new ScoreRecords(run, scorer, clock),
                    new FailureReport(scorer.name()),
                    clock);
            consumer.subscribe(List.of(topics.trajectories()), started);
            if (begin(started)) {
                log.atInfo()
                        .addKeyValue("run", run)
                        .addKeyValue("scorer", scorer.name())
                        .log("scorer started");
                interrupted = started.run();
            }
        } finally {
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Makes {@link #run()} end, after the calls in hand; returns at once. */
    public void stop() {
        synchronized (lock) {
            stopped = true;
            if (loop != null) {
                loop.stop();
            }
        }
    }

    private void refuseAnotherReferee(AvroSerdes serdes) {
        Optional<String> digest = scorer.scorer().refereeDigest();
        if (digest.isEmpty()) {
            return;
        }
        try (RefereeHistory history = RefereeHistory.open(connection, topics, serdes, clientId() + "-history")) {
            history.requireSame(run, scorer.name(), digest.get());
        }
    }

    private boolean begin(ScoringLoop started) {
        synchronized (lock) {
            loop = started;
            return !stopped;
        }
    }

    private void end() {
        synchronized (lock) {
            loop = null;
        }
    }

    private String clientId() {
        return "scorer-" + scorer.name();
    }

    private Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>(connection.consumer(clientId()));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, new RunNames(topics, run).scorer(scorer.name()));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, common.maxPollRecords());
        // The loop polls whatever the scorer does; but for its end, when the calls in hand come to theirs.
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int)
                Math.min(Integer.MAX_VALUE, config.timeout().plus(SLACK).toMillis()));
        return settings;
    }
}
