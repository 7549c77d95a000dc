package dev.millrace.workers.reporting;

import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.notice.RepeatedFailure;
import dev.millrace.schemas.servers.ServerReport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log now and then how a worker's inference servers stand. What cannot be told costs the worker nothing but a line. Owns
 * a thread and the producer.
 */
public final class ServerReporter implements AutoCloseable {

    /** How often. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ServerReporter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final RunId run;
    private final String worker;
    private final String topic;
    private final Supplier<Map<String, Double>> figures;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<MetricWindow> values;
    private final Clock clock;
    private final RepeatedFailure failed;
    private final Thread thread;

    /**
     * Begins to tell.
     *
     * @param topic of the metrics
     * @param figures of the worker, by the names of its metrics
     * @param producer closed with this
     */
    public ServerReporter(
            RunId run,
            String worker,
            String topic,
            Supplier<Map<String, Double>> figures,
            Producer<byte[], byte[]> producer,
            Serializer<MetricWindow> values,
            Clock clock) {
        this.run = run;
        this.worker = worker;
        this.topic = topic;
        this.figures = figures;
        this.producer = producer;
        this.values = values;
        this.clock = clock;
        this.failed = new RepeatedFailure(
                log, "the page cannot be told how servers stand (role worker needs WRITE on " + topic + ")", clock);
        this.thread = new Thread(this::tell, "server-report " + worker);
        thread.setDaemon(true);
        thread.start();
    }

    private void tell() {
        try {
            while (true) {
                tellOnce();
                Thread.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellOnce() throws InterruptedException {
        try {
            ServerReport report =
                    ServerReport.of(worker, clock.instant(), figures.get()).orElse(null);
            if (report != null) {
                byte[] key = report.key(run).getBytes(StandardCharsets.UTF_8);
                byte[] value = values.serialize(topic, report.record(run, (int) EVERY.toMillis()));
                var unused = producer.send(new ProducerRecord<>(topic, key, value))
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                failed.over();
            }
        } catch (ExecutionException | TimeoutException e) {
            boolean unused = failed.occurred(e);
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            boolean unused = failed.occurred(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (values) {
            producer.close(LEAVING);
        }
    }
}
