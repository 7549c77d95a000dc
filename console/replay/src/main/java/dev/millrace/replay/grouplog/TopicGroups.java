package dev.millrace.replay.grouplog;

import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputException;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.exchange.LoggedExperience;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.GroupDigest;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.topology.ExperienceRecords;
import dev.millrace.streams.topology.TrajectoryCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of one run from its topics. What streams and workers dropped is in them; what the learner dropped follows
 * from its settings and is not.
 */
public final class TopicGroups implements GroupSource {

    private static final Logger log = LoggerFactory.getLogger(TopicGroups.class);

    private final RunId run;
    private final Topics topics;
    private final LogSnapshot snapshot;
    private final MergedLog merged;
    private final GroupLedger ledger;
    private final LogReader<Trajectory> trajectories;
    private final ArchivedImages images;
    private final Deserializer<Trajectory> trajectoryValues;
    private final Deserializer<Score> scoreValues;
    private final Deserializer<Experience> experienceValues;
    private final Deserializer<Drop> dropValues;
    private final Deserializer<LateScore> lateValues;
    private @Nullable String wanted;
    private long groups;
    private long given;
    private long experiences;
    private long dropped;
    private long open;
    private long refused;
    private long lateScores;
    private long lateScoresLeftOut;
    private long otherGroups;
    private long unreadable;

    private TopicGroups(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            LogRange range,
            Duration linger,
            Optional<LogSnapshot> known) {
        AvroSerdes serdes = new AvroSerdes(connection);
        this.run = run;
        this.topics = topics;
        this.trajectoryValues = serdes.deserializer(Trajectory.class);
        this.scoreValues = serdes.deserializer(Score.class);
        this.experienceValues = serdes.deserializer(Experience.class);
        this.dropValues = serdes.deserializer(Drop.class);
        this.lateValues = serdes.deserializer(LateScore.class);
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader("millrace-groups"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.snapshot = known.orElseGet(() -> LogSnapshot.take(consumer, topics, range));
        this.merged = new MergedLog(consumer, snapshot, LogSnapshot.topics(topics));
        this.ledger = new GroupLedger(linger, range);
        this.trajectories = LogReader.open(
                connection,
                "millrace-groups-trajectories",
                topics.trajectories(),
                serdes.deserializer(Trajectory.class),
                LogReaderConfig.defaults());
        this.images = new ArchivedImages(connection, topics);
    }

    /**
     * Opens the groups of a run.
     *
     * @param linger how long after a group was settled its late scores are waited for, in the time of the log
     * @param snapshot what of the log is read; as it stands now, where none is given
     */
    public static TopicGroups open(
            KafkaConnection connection,
            Topics topics,
            RunId run,
            LogRange range,
            Duration linger,
            Optional<LogSnapshot> snapshot) {
        return new TopicGroups(connection, topics, run, range, linger, snapshot);
    }

    /** What of the log is read. */
    public LogSnapshot snapshot() {
        return snapshot;
    }

    /** Share of the log that was read, 0 to 1. */
    public double progress() {
        return merged.all() == 0 ? 1 : (double) merged.records() / merged.all();
    }

    /** The counts so far; exact at the end. */
    public LogCounts counts() {
        return new LogCounts(
                merged.records(),
                groups,
                given,
                experiences,
                dropped,
                open,
                refused,
                lateScores,
                lateScoresLeftOut,
                otherGroups,
                unreadable);
    }

    @Override
    public Optional<InputGroup> next() {
        return nextGroup().map(group -> new InputGroup(read(group), "group " + group.id(), images));
    }

    /**
     * Passes over groups that were given out before.
     *
     * @param count how many
     * @param last id of the last of them
     * @param before the counts after it
     * @throws InputException if the log gives others now
     */
    public void skip(long count, String last, LogCounts before) {
        String id = "";
        for (long i = 0; i < count; i++) {
            OpenGroup group = nextGroup()
                    .orElseThrow(() -> new InputException(
                            "the log no longer gives the groups that were exported before; begin anew with --restart"));
            id = group.id();
        }
        if (!id.equals(last)) {
            throw new InputException("the log gives group " + id + " where " + last
                    + " was exported before: retention has deleted records; begin anew with --restart");
        }
        // Their trajectories are not fetched again, by which these two are told.
        given = before.trajectories();
        refused = before.refused();
    }

    /** Gives out no other group than this one. */
    public void only(String groupId) {
        wanted = groupId;
    }

    private Optional<OpenGroup> nextGroup() {
        while (true) {
            Optional<OpenGroup> due = ledger.due();
            if (due.isEmpty()) {
                Optional<ConsumerRecord<byte[], byte[]>> record = merged.next();
                if (record.isPresent()) {
                    ledger.advance(record.get().timestamp());
                    add(record.get());
                    continue;
                }
                due = ledger.left();
                if (due.isEmpty()) {
                    return Optional.empty();
                }
            }
            if (isWanted(due.get())) {
                count(due.get());
                return due;
            }
        }
    }

    /** Without a trajectory there is nothing to show or to replay. */
    private boolean isWanted(OpenGroup group) {
        if (group.trajectories().isEmpty()) {
            lateScoresLeftOut += group.lateScores();
            return false;
        }
        if (!group.isSelected() || (wanted != null && !wanted.equals(group.id()))) {
            otherGroups++;
            return false;
        }
        return true;
    }

    private void count(OpenGroup group) {
        groups++;
        lateScores += group.lateScores();
        if (group.experience() != null) {
            experiences++;
        } else if (group.isSettled()) {
            dropped++;
        } else {
            open++;
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            String topic = record.topic();
            if (topic.equals(topics.trajectories())) {
                Trajectory trajectory = trajectoryValues.deserialize(topic, record.value());
                if (trajectory != null && isOurs(trajectory.getRunId())) {
                    ledger.add(trajectory, new LogPosition(record.partition(), record.offset()), record.timestamp());
                }
            } else if (topic.equals(topics.scores())) {
                Score score = scoreValues.deserialize(topic, record.value());
                if (score != null && isOurs(score.getRunId()) && isValid(score)) {
                    ledger.add(score);
                }
            } else if (topic.equals(topics.experience())) {
                Experience experience = experienceValues.deserialize(topic, record.value());
                if (experience != null && isOurs(experience.getRunId())) {
                    ledger.add(experience, record.offset());
                }
            } else if (topic.equals(topics.drops())) {
                Drop drop = dropValues.deserialize(topic, record.value());
                if (drop != null
                        && isOurs(drop.getRunId())
                        && drop.getDroppedBy().equals(ExperienceRecords.DROPPED_BY)) {
                    ledger.add(drop);
                }
            } else {
                LateScore late = lateValues.deserialize(topic, record.value());
                if (late != null && isOurs(late.getRunId())) {
                    ledger.add(late);
                }
            }
        } catch (SerializationException e) {
            unreadable++;
            log.atWarn()
                    .addKeyValue("record", record.topic() + "-" + record.partition() + "@" + record.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("record cannot be read and was passed over");
        }
    }

    private boolean isOurs(String of) {
        return of.equals(run.value());
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

    private LoggedGroup read(OpenGroup group) {
        List<LogPosition> positions = List.copyOf(group.trajectories().values());
        Iterator<Trajectory> fetched = trajectories.fetch(positions).iterator();
        List<LoggedTrajectory> logged = new ArrayList<>();
        for (Map.Entry<Integer, LogPosition> entry : group.trajectories().entrySet()) {
            Trajectory trajectory = fetched.next();
            LogPosition at = entry.getValue();
            if (TrajectoryCheck.check(trajectory, Measure.NOTHING, at.getPartition(), at.getOffset())
                    instanceof HeldTrajectory.Refused) {
                refused++;
            } else {
                logged.add(new LoggedTrajectory(trajectory, at, group.scores(entry.getKey())));
            }
        }
        given += logged.size();
        Experience experience = group.experience();
        return GroupDigest.sealed(new LoggedGroup(
                run.value(),
                group.id(),
                group.groupSize(),
                logged,
                experience == null ? null : LoggedExperience.expanded(experience),
                group.experienceOffset(),
                group.drops(),
                ""));
    }

    @Override
    public void close() {
        try (lateValues;
                dropValues;
                experienceValues;
                scoreValues;
                trajectoryValues;
                images;
                trajectories;
                merged) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
