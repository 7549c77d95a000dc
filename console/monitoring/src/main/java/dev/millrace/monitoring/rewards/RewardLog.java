package dev.millrace.monitoring.rewards;

import dev.millrace.monitoring.rewards.RewardColumns.Table;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the rewards of all groups that the steps of a run have taken: those of every trajectory that had survived to
 * experience. It reads the log from its beginning once somebody asks, goes on as long as somebody asks again within a minute,
 * and rests otherwise. Thread-safe.
 */
public final class RewardLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RewardLog.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration INTEREST = Duration.ofMinutes(1);
    private static final String NO_CATEGORY = "no category";

    private final KafkaConnection connection;
    private final RunId run;
    private final TopicPartition steps;
    private final TopicPartition experience;
    private final AvroSerdes serdes;
    private StepOffsets offsets = new StepOffsets();
    private RewardColumns columns = new RewardColumns();

    /** Groups that were read before the step that took them. */
    private final Deque<ConsumerRecord<byte[], byte[]>> early = new ArrayDeque<>();

    private @Nullable Thread thread;
    private @Nullable String failure;
    private long wantedUntil;
    private long position;
    private boolean stopped;

    /** What was counted holds no more, so that experience is read from its beginning again. */
    private boolean anew;

    public RewardLog(KafkaConnection connection, Topics topics, RunId run) {
        this.connection = connection;
        this.run = run;
        this.steps = new TopicPartition(topics.trainingSteps(), 0);
        this.experience = new TopicPartition(topics.experience(), 0);
        this.serdes = new AvroSerdes(connection);
    }

    /**
     * What is counted so far.
     *
     * @param read share of the log that was read, 1 when all was
     * @param all of all categories, or of the one that was asked for
     * @param categories every one by its name, with its columns
     * @param failure why reading ended; null while it goes on
     */
    public record Counted(double read, Table all, Map<String, Table> categories, @Nullable String failure) {}

    /** Asks for the counts, and for more of them. */
    public synchronized Counted ask(String category) {
        wantedUntil = System.nanoTime() + INTEREST.toNanos();
        if (thread == null && !stopped) {
            failure = null;
            thread = new Thread(this::read, "page-rewards");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
        Map<String, Table> each = new TreeMap<>();
        columns.categories().forEach(name -> each.put(name, columns.of(name)));
        double share = offsets.end() == 0 ? 0 : Math.min(1, position / (double) offsets.end());
        return new Counted(share, columns.of(category), each, failure);
    }

    private void read() {
        Map<String, Object> settings = connection.reader("page-rewards");
        settings.put("auto.offset.reset", "earliest");
        try (Deserializer<TrainingStep> stepRecords = serdes.deserializer(TrainingStep.class);
                Deserializer<Experience> groups = serdes.deserializer(Experience.class);
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(steps, experience));
            consumer.seekToBeginning(List.of(steps, experience));
            while (awaitInterest()) {
                // Nothing of experience is counted before it is known which step took it.
                if (behind(consumer)) {
                    consumer.resume(List.of(experience));
                } else {
                    consumer.pause(List.of(experience));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record, stepRecords);
                }
                if (begunAnew()) {
                    consumer.seekToBeginning(List.of(experience));
                }
                settle(groups, consumer.position(experience));
            }
        } catch (InterruptException | WakeupException e) {
            log.atDebug().log("counting rewards ended");
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("rewards are counted no further");
            failed(e);
        }
    }

    /** The next one who asks has it read from the beginning. */
    private synchronized void failed(RuntimeException cause) {
        failure = String.valueOf(cause.getMessage());
        thread = null;
        offsets = new StepOffsets();
        forget();
    }

    private void forget() {
        columns = new RewardColumns();
        early.clear();
        position = 0;
    }

    private synchronized boolean begunAnew() {
        boolean was = anew;
        if (anew) {
            anew = false;
            forget();
        }
        return was;
    }

    private synchronized boolean behind(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.position(experience) < offsets.end();
    }

    private synchronized boolean awaitInterest() {
        try {
            while (!stopped && System.nanoTime() - wantedUntil > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !stopped;
    }

    private synchronized void take(ConsumerRecord<byte[], byte[]> record, Deserializer<TrainingStep> stepRecords) {
        if (record.value() == null) {
            return;
        }
        if (record.topic().equals(experience.topic())) {
            early.addLast(record);
            return;
        }
        try {
            TrainingStep step = stepRecords.deserialize(record.topic(), record.value());
            if (!step.getRunId().equals(run.value())) {
                return;
            }
            if (RecordedVersions.isRewind(step)) {
                offsets.goneBack(step.getStep(), step.getNextOffset());
                anew = true;
            } else {
                anew |= offsets.add(step.getStep(), step.getNextOffset());
            }
        } catch (SerializationException e) {
            // The watch counts what cannot be read.
            return;
        }
    }

    private synchronized void settle(Deserializer<Experience> groups, long readTo) {
        while (!early.isEmpty() && early.getFirst().offset() < offsets.end()) {
            ConsumerRecord<byte[], byte[]> record = early.removeFirst();
            offsets.stepOf(record.offset()).ifPresent(step -> count(record, step, groups));
        }
        position = early.isEmpty() ? readTo : early.getFirst().offset();
    }

    private void count(ConsumerRecord<byte[], byte[]> record, int step, Deserializer<Experience> groups) {
        try {
            Experience group = groups.deserialize(record.topic(), record.value());
            if (group.getRunId().equals(run.value())) {
                String category = group.getCategory() == null ? NO_CATEGORY : group.getCategory();
                for (ExperienceTrajectory trajectory : group.getTrajectories()) {
                    columns.add(step, category, trajectory.getReward());
                }
            }
        } catch (SerializationException e) {
            // No step has trained what cannot be read.
            return;
        }
    }

    @Override
    public void close() {
        Thread reading;
        synchronized (this) {
            stopped = true;
            reading = thread;
            notifyAll();
        }
        if (reading != null) {
            try {
                reading.join(2_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
