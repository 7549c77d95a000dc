package dev.millrace.cli.follow;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.notice.WaitNotice;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightOutcome;
import dev.millrace.schemas.weights.WholeWeights;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the weights of a run as they appear, on a thread of its own, so that a version is at hand when it is to be judged although
 * the learner has trimmed it meanwhile. Closing it stops the thread and waits for its end.
 */
final class VersionReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(VersionReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration JOIN = Duration.ofSeconds(35);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final WeightLog weights;
    private final DueVersions due;
    private final FollowMetrics metrics;
    private final RunNames names;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    /**
     * Starts the thread.
     *
     * @param client id of its consumer
     * @param due what the versions are offered to; closed when nothing more comes
     */
    VersionReader(
            KafkaConnection connection,
            AvroSerdes serdes,
            RunNames names,
            String client,
            WeightAcceptance accepted,
            DueVersions due,
            FollowMetrics metrics,
            Clock clock) {
        Map<String, Object> settings = connection.consumer(client);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.weights = new WeightLog(
                consumer,
                serdes.deserializer(WeightRecord.class),
                names.topics().weights(),
                names.run(),
                accepted);
        this.due = due;
        this.metrics = metrics;
        this.names = names;
        this.clock = clock;
        this.thread = new Thread(this::run, client);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            catchUp();
            WaitNotice notice = new WaitNotice(clock, QUIET);
            while (!stopping) {
                weights.poll(POLL).forEach(this::take);
                if (due.newestSeen() < 0) {
                    notice.waiting().ifPresent(level -> log.atLevel(level)
                            .addKeyValue("run", names.run())
                            .addKeyValue("topic", names.topics().weights())
                            .addKeyValue("waited_s", notice.waited().toSeconds())
                            .log("waiting for the first weights of the learner; check run.id and kafka.topic_prefix"));
                }
            }
        } catch (WakeupException | InterruptException e) {
            if (!stopping) {
                failure = e;
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            due.close();
        }
    }

    /** What is older than the newest version is never judged, and its payload not kept. */
    private void catchUp() {
        while (!stopping) {
            try {
                weights.latest(PATIENCE).ifPresent(this::take);
                return;
            } catch (TimeoutException e) {
                log.atWarn().setCause(e).log("weights cannot be read yet");
            }
        }
    }

    /** What is damaged or was trimmed, the log has told of. */
    private void take(WeightOutcome outcome) {
        if (outcome instanceof WholeWeights whole) {
            due.offer(whole);
            metrics.seen(whole.version());
        } else {
            metrics.unreadable();
        }
    }

    /** @throws RuntimeException that ended the thread, if one did */
    void check() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
    }

    @Override
    public void close() {
        stopping = true;
        consumer.wakeup();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.atWarn().addKeyValue("thread", thread.getName()).log("reader of weights does not end");
        }
    }
}
