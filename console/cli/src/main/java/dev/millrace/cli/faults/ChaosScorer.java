package dev.millrace.cli.faults;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A required scorer that misbehaves in every way there is: it repeats and contradicts itself, answers out of order, late
 * or never, fails and tries again, and says NaN. What it does to a trajectory follows from the seed and the trajectory.
 *
 * <p>{@link #run} is for a thread of its own, {@link #stop} and {@link #done} for any.
 */
final class ChaosScorer {

    static final String NAME = "chaos";

    private static final Duration POLL = Duration.ofMillis(200);

    /** What becomes of a trajectory's score. */
    private enum Mood {
        PROMPT(58),
        TWICE(10),
        CONTRADICTS(6),
        REORDERED(10),
        RETRIED(5),
        FAILED(3),
        NAN(3),
        LATE(3),
        NEVER(2);

        private final int weight;

        Mood(int weight) {
            this.weight = weight;
        }

        static Mood of(int percent) {
            int left = percent;
            for (Mood mood : values()) {
                left -= mood.weight;
                if (left < 0) {
                    return mood;
                }
            }
            return PROMPT;
        }
    }

    private record Held(Instant due, Score score) {}

    private final KafkaConnection connection;
    private final Topics topics;
    private final RunId run;
    private final long seed;
    private final Duration late;
    private final Clock clock;
    private final Map<Mood, Long> done = new ConcurrentHashMap<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private volatile boolean stopped;

    /** @param late how long after a trajectory a late score comes; longer than groups stay open */
    ChaosScorer(KafkaConnection connection, Topics topics, RunId run, long seed, Duration late, Clock clock) {
        this.connection = connection;
        this.topics = topics;
        this.run = run;
        this.seed = seed;
        this.late = late;
        this.clock = clock;
    }

    /** How often it did what. */
    Map<String, Long> done() {
        Map<String, Long> counts = new TreeMap<>();
        done.forEach((mood, count) -> counts.put(mood.name().toLowerCase(Locale.ROOT), count));
        return counts;
    }

    void stop() {
        stopped = true;
    }

    /** Scores until it is stopped. It reads from the first trajectory on and never commits. */
    void run() {
        AvroSerdes serdes = new AvroSerdes(connection);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.consumer(NAME), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Deserializer<Trajectory> trajectories = serdes.deserializer(Trajectory.class);
                KafkaProducer<String, Score> producer = new KafkaProducer<>(
                        connection.producer(NAME), new StringSerializer(), serdes.serializer(Score.class))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.trajectories()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stopped) {
                List<Score> now = new ArrayList<>();
                List<Score> reordered = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Trajectory trajectory = read(trajectories, record);
                    if (trajectory != null && trajectory.getRunId().equals(run.value())) {
                        judge(trajectory, now, reordered);
                    }
                }
                Collections.reverse(reordered);
                now.addAll(reordered);
                while (!held.isEmpty()
                        && !clock.instant().isBefore(held.getFirst().due())) {
                    now.add(held.removeFirst().score());
                }
                for (Score score : now) {
                    var unused = producer.send(new ProducerRecord<>(topics.scores(), score.getGroupId(), score));
                }
            }
        } catch (WakeupException e) {
            throw new IllegalStateException("nobody wakes this consumer", e);
        }
    }

    private static @Nullable Trajectory read(
            Deserializer<Trajectory> trajectories, ConsumerRecord<byte[], byte[]> record) {
        try {
            return trajectories.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            return null; // poison of ours
        }
    }

    private void judge(Trajectory trajectory, List<Score> now, List<Score> reordered) {
        Random random = new Random(seed ^ (31L * trajectory.getGroupId().hashCode() + trajectory.getIndex()));
        random.nextInt(); // the first number of close seeds is close
        double value = random.nextInt(5) / 4.0;
        Mood mood = Mood.of(random.nextInt(100));
        done.merge(mood, 1L, Long::sum);
        switch (mood) {
            case PROMPT -> now.add(score(trajectory, value));
            case TWICE -> now.addAll(List.of(score(trajectory, value), score(trajectory, value)));
            case CONTRADICTS -> now.addAll(List.of(score(trajectory, value), score(trajectory, value + 0.125)));
            case REORDERED -> reordered.add(score(trajectory, value));
            case RETRIED -> now.addAll(List.of(failed(trajectory), score(trajectory, value)));
            case FAILED -> now.add(failed(trajectory));
            case NAN -> now.add(score(trajectory, Double.NaN));
            case LATE -> held.addLast(new Held(clock.instant().plus(late), score(trajectory, value)));
            case NEVER -> {
                // and that was it
            }
        }
    }

    private Score score(Trajectory trajectory, double value) {
        return of(trajectory).setOutcome(ScoreOutcome.SCORED).setValue(value).build();
    }

    private Score failed(Trajectory trajectory) {
        return of(trajectory)
                .setOutcome(ScoreOutcome.FAILED)
                .setCause("it is in a mood")
                .build();
    }

    private Score.Builder of(Trajectory trajectory) {
        return Score.newBuilder()
                .setRunId(run.value())
                .setGroupId(trajectory.getGroupId())
                .setIndex(trajectory.getIndex())
                .setScorer(NAME)
                .setScoredAt(clock.instant());
    }
}
