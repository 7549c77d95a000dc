package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.watch.RecordPlace;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Says which records stand behind the numbers of a group. Thread-safe; one group at a time. */
final class GroupExplainer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final LogReader<Experience> experience;
    private final TrajectoryReader trajectories;
    private final Topics topics;

    /** @param trajectories is its owner's */
    GroupExplainer(KafkaConnection connection, Topics topics, TrajectoryReader trajectories) {
        this.topics = topics;
        this.trajectories = trajectories;
        this.experience = LogReader.open(
                connection,
                "explain-group",
                topics.experience(),
                new AvroSerdes(connection).deserializer(Experience.class),
                new LogReaderConfig(1L << 20, 20, PATIENCE));
    }

    /**
     * The records of a group.
     *
     * @param offset of its experience
     * @throws dev.millrace.schemas.log.LogPositionException if that record is gone, or cannot be read
     */
    synchronized Explanation explain(String id, long offset) {
        Experience group = experience.fetch(new LogPosition(0, offset));
        List<Evidence> records = new ArrayList<>();
        records.add(Evidence.of(
                new RecordPlace(topics.experience(), 0, offset, group.getClosedAt()),
                "reward_mean " + group.getRewardMean() + ", reward_std " + group.getRewardStd() + ", estimator "
                        + group.getEstimator() + ", reshaper " + group.getReshaper()));
        for (ExperienceTrajectory each : group.getTrajectories()) {
            List<Evidence> read = new ArrayList<>();
            trajectories.read(each.getSource(), read);
            read.forEach(record -> records.add(Evidence.of(
                    record.place(),
                    "#" + each.getIndex() + ": reward " + each.getReward() + ", advantage " + each.getAdvantage())));
        }
        OptionalDouble again = group.getTrajectories().stream()
                .mapToDouble(ExperienceTrajectory::getReward)
                .average();
        return new Explanation(
                "reward of group " + id,
                "mean of the composed rewards of its trajectories; rewards and advantages stand in its experience, tokens and"
                        + " text in its trajectories",
                "streams",
                "",
                OptionalInt.empty(),
                OptionalDouble.of(group.getRewardMean()),
                Optional.of("mean of reward over the trajectories that survived to experience"),
                again,
                records,
                records.size(),
                Optional.of("its prompt is " + prompt(id)),
                Optional.of("./millrace watch --group " + id));
    }

    /** The id of a group is where its prompt lies. */
    private String prompt(String id) {
        int offset = id.lastIndexOf('/');
        int partition = id.lastIndexOf('/', offset - 1);
        return topics.prompts() + "-" + id.substring(partition + 1, offset) + "@" + id.substring(offset + 1);
    }

    @Override
    public synchronized void close() {
        experience.close();
    }
}
