package dev.millrace.monitoring.metrics;

import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the steps of a run to files: {@code metrics.jsonl}, a line a step, and event files of TensorBoard in
 * {@code tensorboard/}. It reads the training-steps topic from its beginning and passes over what each of the two has, so
 * that no step that the topic holds is missing or twice after whatever was killed.
 *
 * <p>{@link #run()} blocks its thread; {@link #stop()} may be called from any.
 */
public final class StepFiles {

    /** Name of the file with a line a step. */
    public static final String LINES = "metrics.jsonl";

    private static final Logger log = LoggerFactory.getLogger(StepFiles.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<TrainingStep> steps;
    private final String topic;
    private final RunId run;
    private final Path folder;
    private final Clock clock;
    private volatile boolean stopped;

    /** @param folder exists */
    public StepFiles(KafkaConnection connection, Topics topics, RunId run, Path folder, Clock clock) {
        Map<String, Object> settings = connection.consumer("step-files");
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.steps = new AvroSerdes(connection).deserializer(TrainingStep.class);
        this.topic = topics.trainingSteps();
        this.run = run;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Writes until stopped.
     *
     * @throws UncheckedIOException if a file cannot be written
     */
    public void run() {
        try (consumer;
                steps;
                StepFolder files = StepFolder.open(folder, clock.instant())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    write(record, files);
                }
                files.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("metrics cannot be written to " + folder, e);
        } catch (WakeupException | InterruptException e) {
            if (!stopped) {
                throw e;
            }
        }
    }

    private void write(ConsumerRecord<byte[], byte[]> record, StepFolder files) throws IOException {
        TrainingStep step;
        try {
            step = record.value() == null ? null : steps.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("a training step cannot be read and was passed over");
            return;
        }
        if (step != null && step.getRunId().equals(run.value())) {
            if (RecordedVersions.isRewind(step)) {
                files.rewound(step.getStep(), step.getTrainedAt());
            } else {
                files.add(StepRow.of(step));
            }
        }
    }

    /** Asks {@link #run()} to end. */
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }
}
