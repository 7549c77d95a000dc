package dev.millrace.runtime.runs;

import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a load takes of the brokers, by the bytes that a run was seen to write.
 *
 * @param rows topic by topic
 * @param partitions that the load takes
 */
public record TopicPlan(List<Row> rows, int partitions) {

    /** What a partition takes in comfortably, in bytes a second: far below what a disk writes. */
    static final double BYTES_OF_A_PARTITION = 5e6;

    /** Weights that were trimmed lie for so long until the broker has compacted them away. */
    private static final Duration UNCOMPACTED = Duration.ofMinutes(1);

    public TopicPlan {
        rows = List.copyOf(rows);
    }

    /** What the bytes of a topic go by. */
    public enum Unit {
        GROUP,
        STEP,
        VERSION
    }

    /**
     * What a run was seen to write.
     *
     * @param survey of its records
     * @param groups how many it sampled, at least 1
     */
    public record Seen(RunSurvey.Result survey, long groups) {}

    /**
     * What is wanted.
     *
     * @param groupsPerSecond sampled by all workers
     * @param groupsOfAStep trained in one step
     * @param versionsKept of weights
     * @param members the most processes or threads of one role that shall share its work
     */
    public record Load(double groupsPerSecond, int groupsOfAStep, int versionsKept, int members) {}

    /**
     * One topic.
     *
     * @param topic its name
     * @param unit what its bytes go by
     * @param bytesOfOne bytes of one group, step or version; 0 where none was seen
     * @param bytesPerSecond under the load, before replication
     * @param kept bytes on one disk of each replica, once retention has begun to take
     * @param onAllDisks the same on all replicas
     */
    public record Row(
            String topic, Unit unit, double bytesOfOne, double bytesPerSecond, double kept, double onAllDisks) {}

    /** Makes the plan. */
    public static TopicPlan of(TopicCatalogue catalogue, Seen seen, Load load) {
        List<Row> rows = new ArrayList<>();
        double steps = load.groupsPerSecond() / load.groupsOfAStep();
        long trained = seen.survey().records(catalogue.names().trainingSteps());
        double busiest = 0;
        for (TopicShare share : seen.survey().shares()) {
            TopicSpec spec = catalogue.specs().stream()
                    .filter(each -> each.name().equals(share.topic()))
                    .findFirst()
                    .orElseThrow();
            Unit unit = unitOf(catalogue, share.topic());
            long units =
                    switch (unit) {
                        case GROUP -> seen.groups();
                        case STEP -> trained;
                        case VERSION -> seen.survey().manifests();
                    };
            double one = units == 0 ? 0 : (double) share.bytes() / units;
            double rate = one * (unit == Unit.GROUP ? load.groupsPerSecond() : steps);
            double kept = unit == Unit.VERSION
                    ? one * load.versionsKept() + rate * UNCOMPACTED.toSeconds()
                    : rate * retention(spec).toSeconds();
            rows.add(new Row(share.topic(), unit, one, rate, kept, kept * spec.replication()));
            if (spec.partitions() > 1) {
                busiest = Math.max(busiest, rate);
            }
        }
        int byBytes = (int) Math.ceil(busiest / BYTES_OF_A_PARTITION);
        return new TopicPlan(rows, Math.max(1, Math.max(byBytes, load.members())));
    }

    private static Unit unitOf(TopicCatalogue catalogue, String topic) {
        if (topic.equals(catalogue.names().weights())) {
            return Unit.VERSION;
        }
        return topic.equals(catalogue.names().trainingSteps())
                        || topic.equals(catalogue.names().evaluations())
                ? Unit.STEP
                : Unit.GROUP;
    }

    private static Duration retention(TopicSpec spec) {
        String millis = spec.settings().get(TopicConfig.RETENTION_MS_CONFIG);
        return millis == null ? Duration.ZERO : Duration.ofMillis(Long.parseLong(millis));
    }

    /** Of all topics together, bytes a second before replication. */
    public double bytesPerSecond() {
        return rows.stream().mapToDouble(Row::bytesPerSecond).sum();
    }

    /** Of all topics together, bytes on all disks. */
    public double onAllDisks() {
        return rows.stream().mapToDouble(Row::onAllDisks).sum();
    }
}
