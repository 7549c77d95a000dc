package dev.millrace.replay.grouplog;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.topology.ExperienceRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one run, each brought to its group. Those of other runs, those that never were a score, and what the
 * learner dropped are passed over. Belongs to one thread.
 */
final class RunRecords implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunRecords.class);

    private final RunId run;
    private final Map<String, Taker<?>> takers = new HashMap<>();
    private long unreadable;

    RunRecords(AvroSerdes serdes, Topics topics, RunId run, GroupGathering groups) {
        this.run = run;
        takes(
                topics.trajectories(),
                serdes.deserializer(Trajectory.class),
                Trajectory::getRunId,
                (trajectory, at) ->
                        groups.add(trajectory, new LogPosition(at.partition(), at.offset()), at.timestamp()));
        takes(
                topics.scores(),
                serdes.deserializer(Score.class),
                Score::getRunId,
                (score, at) -> SingleScores.of(score).stream()
                        .filter(RunRecords::isValid)
                        .forEach(groups::add));
        takes(
                topics.experience(),
                serdes.deserializer(Experience.class),
                Experience::getRunId,
                (experience, at) -> groups.add(experience, at.offset()));
        takes(topics.drops(), serdes.deserializer(Drop.class), Drop::getRunId, (drop, at) -> {
            if (drop.getDroppedBy().equals(ExperienceRecords.DROPPED_BY)) {
                groups.add(drop);
            }
        });
        takes(
                topics.scoresLate(),
                serdes.deserializer(LateScore.class),
                LateScore::getRunId,
                (late, at) -> groups.add(late));
    }

    private <T extends SpecificRecord> void takes(
            String topic,
            Deserializer<T> values,
            Function<T, String> runOf,
            BiConsumer<T, ConsumerRecord<byte[], byte[]>> taker) {
        takers.put(topic, new Taker<>(values, runOf, taker));
    }

    /** Takes the next record. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            Objects.requireNonNull(takers.get(record.topic()), record.topic()).take(record, run);
        } catch (SerializationException e) {
            unreadable++;
            log.atWarn()
                    .addKeyValue("record", record.topic() + "-" + record.partition() + "@" + record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("record cannot be read and was passed over");
        }
    }

    /** Records so far that could not be read. */
    long unreadable() {
        return unreadable;
    }

    /** What the door of the streams sends to the dead letters never was a score. */
    private static boolean isValid(Score score) {
        Double value = score.getValue();
        return switch (score.getOutcome()) {
            case SCORED -> value != null && Double.isFinite(value);
            case ABSTAINED, FAILED -> true;
            case UNKNOWN -> false;
        };
    }

    @Override
    public void close() {
        Closing.all(takers.values());
    }

    /** Reads the records of one topic. */
    private record Taker<T extends SpecificRecord>(
            Deserializer<T> values, Function<T, String> runOf, BiConsumer<T, ConsumerRecord<byte[], byte[]>> taker)
            implements AutoCloseable {

        void take(ConsumerRecord<byte[], byte[]> record, RunId run) {
            T value = values.deserialize(record.topic(), record.value());
            if (value != null && runOf.apply(value).equals(run.value())) {
                taker.accept(value, record);
            }
        }

        @Override
        public void close() {
            values.close();
        }
    }
}
