package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final ScorerConfig config;
    private final Scorer scorer;
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
     * @param scorer the scorer
     * @param clock when scores are made
     */
    public ScorerRole(
            KafkaConnection connection, Topics topics, RunId run, ScorerConfig config, Scorer scorer, Clock clock) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.config = config;
        this.scorer = scorer;
        this.clock = clock;
        this.revival = new Revival("scorer-" + scorer.name(), PassingFailure::is, clock);
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
        try (GuardedScorer guarded = new GuardedScorer(scorer, config)) {
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
            consumer.subscribe(List.of(topics.trajectories()));
            ScoringLoop started = new ScoringLoop(
                    consumer,
                    producer,
                    topics.scores(),
                    new SampleReader(run, trajectories, deadLetters::publish),
                    guarded,
                    new ScoreRecords(run, scorer, clock),
                    new FailureReport(scorer.name()),
                    clock);
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

    /** Makes {@link #run()} end, after the samples in hand; returns at once. */
    public void stop() {
        synchronized (lock) {
            stopped = true;
            if (loop != null) {
                loop.stop();
            }
        }
    }

    private void refuseAnotherReferee(AvroSerdes serdes) {
        if (scorer.refereeDigest().isEmpty()) {
            return;
        }
        try (RefereeHistory history = RefereeHistory.open(connection, topics, serdes, clientId() + "-history")) {
            history.requireSame(run, scorer.name(), scorer.refereeDigest().get());
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
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxPollRecords());
        // A scorer that needs all its time for each sample is slow, not dead.
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int)
                Math.min(Integer.MAX_VALUE, config.longestPoll().plus(SLACK).toMillis()));
        return settings;
    }
}
