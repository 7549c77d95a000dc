package dev.millrace.console.metrics;

import dev.millrace.console.watch.StepRow;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
 * {@code tensorboard/}. It reads the training-steps topic from its beginning and passes over what the file has, so that
 * no step is missing or twice after whatever was killed.
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
        Path lines = folder.resolve(LINES);
        try (consumer;
                steps;
                EventFile events = EventFile.create(eventFile(), clock.instant());
                BufferedWriter writer = Files.newBufferedWriter(
                        lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            int last = last(lines);
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    last = write(record, last, writer, events);
                }
                writer.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("metrics cannot be written to " + folder, e);
        } catch (WakeupException | InterruptException e) {
            if (!stopped) {
                throw e;
            }
        }
    }

    private Path eventFile() throws IOException {
        Path events = Files.createDirectories(folder.resolve("tensorboard"));
        long pid = ProcessHandle.current().pid();
        long millis = clock.instant().toEpochMilli();
        return events.resolve("events.out.tfevents." + millis / 1000 + ".millrace." + pid + "." + millis % 1000);
    }

    /** The last step of the file; 0 where there is none. A line that was cut off by a crash is ended. */
    private static int last(Path lines) throws IOException {
        if (!Files.exists(lines)) {
            return 0;
        }
        int last = 0;
        try (Stream<String> all = Files.lines(lines, StandardCharsets.UTF_8)) {
            for (String line : (Iterable<String>) all::iterator) {
                try {
                    last = Math.max(last, StepLine.parse(line).step());
                } catch (IllegalArgumentException e) {
                    log.atWarn().addKeyValue("file", lines).log("a line of metrics is damaged");
                }
            }
        }
        return last;
    }

    private int write(ConsumerRecord<byte[], byte[]> record, int last, BufferedWriter writer, EventFile events)
            throws IOException {
        TrainingStep step;
        try {
            step = record.value() == null ? null : steps.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("a training step cannot be read and was passed over");
            return last;
        }
        if (step == null || !step.getRunId().equals(run.value()) || step.getStep() <= last) {
            return last;
        }
        writer.write(
                StepLine.of(new StepRow(step.getStep(), step.getTrainedAt(), step.getSkipped(), step.getMetrics())));
        writer.newLine();
        events.scalars(step.getStep(), step.getTrainedAt(), step.getMetrics());
        return step.getStep();
    }

    /** Asks {@link #run()} to end. */
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }
}
