package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.assembly.Decision;
import dev.millrace.streams.assembly.SettledGroup;
import dev.millrace.streams.assembly.SettledTrajectory;
import dev.millrace.streams.reshaping.Guard;
import dev.millrace.streams.reshaping.ReshapedTokens;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Percentiles.BucketSizing;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Counts in the metrics registry of Kafka Streams, in the group {@code millrace-assembly}, whence JMX and
 * {@link StreamsRole#metrics()} have them. Sensors of the same name are shared, so the figures are those of the whole
 * instance whatever its number of tasks.
 */
final class StreamsAssemblyMetrics implements AssemblyMetrics {

    static final String GROUP = StreamsRole.FIGURES + "assembly";

    /** Memory of the latency histogram: 4 bytes a bucket, buckets growing linearly up to the largest value. */
    private static final int HISTOGRAM_BYTES = 4_000;

    private static final double LARGEST_LATENCY_MS = 3_600_000.0;

    private final StreamsMetrics registry;
    private final Map<String, String> tags;
    private final Sensor open;
    private final Sensor oldest;
    private final Sensor complete;
    private final Sensor partial;
    private final Sensor dropped;
    private final Sensor duplicates;
    private final Sensor late;
    private final Sensor misplaced;
    private final Sensor otherScorers;
    private final Sensor latency;
    private final Sensor meanWeight;
    private final Sensor amplified;
    private final Map<Guard, Sensor> guards = new EnumMap<>(Guard.class);

    StreamsAssemblyMetrics(ProcessingContext context) {
        this.registry = context.metrics();
        this.tags = Map.of("application-id", context.applicationId());
        this.open = total("group/open", "Groups that wait for trajectories or scores.");
        this.oldest = registry.addSensor("group/oldest_age_ms", Sensor.RecordingLevel.INFO);
        if (!oldest.hasMetrics()) {
            // Several tasks record here, so that the last value would be anybody's.
            oldest.add(name("group/oldest_age_ms", "Greatest age of an open group in the last minute, ms."), new Max());
        }
        this.complete = total("group/closed_complete", "Groups that closed with all required scores.");
        this.partial = total("group/closed_partial", "Groups that closed at their deadline and were trained.");
        this.dropped = total("group/dropped", "Groups of which nothing is trained.");
        this.duplicates = total("reward_join/duplicates", "Records that were known already.");
        this.late = total("reward_join/late", "Scores that went to scores-late.");
        this.misplaced =
                total("reward_join/misplaced", "Scores and trajectories on another partition than their key's.");
        this.otherScorers = total("reward_join/ignored", "Scores of scorers without a weight.");
        this.meanWeight = mean("credit/mean_weight", "Mean weight of the tokens of a trajectory, of late.");
        this.amplified = mean("credit/amplified_share", "Share of tokens with a weight above 1, of late.");
        for (Guard guard : Guard.values()) {
            guards.put(
                    guard,
                    total(
                            "credit/guard/" + guard.label(),
                            "Trajectories whose tokens were left alone for this reason."));
        }
        this.latency = registry.addSensor("reward_join/latency", Sensor.RecordingLevel.INFO);
        if (!latency.hasMetrics()) {
            latency.add(new Percentiles(
                    HISTOGRAM_BYTES,
                    LARGEST_LATENCY_MS,
                    BucketSizing.LINEAR,
                    new Percentile(name("reward_join/latency_p50", "Median age of closing groups, ms."), 50),
                    new Percentile(name("reward_join/latency_p99", "99th percentile of it, ms."), 99)));
        }
    }

    @Override
    public void open(int change) {
        open.record(change);
    }

    @Override
    public void oldest(Duration age) {
        oldest.record(age.toMillis());
    }

    @Override
    public void closed(Decision.Close close, Duration age) {
        latency.record(Math.min(age.toMillis(), LARGEST_LATENCY_MS));
        if (close.settlement().experience() == null) {
            dropped.record(1);
        } else if (close.reason() == CloseReason.COMPLETE) {
            complete.record(1);
        } else {
            partial.record(1);
        }
    }

    /** A sensor takes a lock and asks the clock, so it hears of a group once. */
    @Override
    public void credited(SettledGroup group) {
        double weight = 0;
        double above = 0;
        for (SettledTrajectory trajectory : group.trajectories()) {
            ReshapedTokens tokens = trajectory.credit().tokens();
            Guard guard = tokens.guard();
            if (guard != null) {
                Objects.requireNonNull(guards.get(guard)).record(1);
            }
            PackedFloats weights = tokens.weights();
            weight += weights == null ? 1 : sum(weights) / weights.length();
            above += weights == null ? 0 : (double) above1(weights) / weights.length();
        }
        int trajectories = group.trajectories().size();
        meanWeight.record(weight / trajectories);
        amplified.record(above / trajectories);
    }

    private static double sum(PackedFloats weights) {
        int length = weights.length();
        double sum = 0;
        for (int t = 0; t < length; t++) {
            sum += weights.at(t);
        }
        return sum;
    }

    private static int above1(PackedFloats weights) {
        int length = weights.length();
        int above = 0;
        for (int t = 0; t < length; t++) {
            above += weights.at(t) > 1 ? 1 : 0;
        }
        return above;
    }

    @Override
    public void duplicate() {
        duplicates.record(1);
    }

    @Override
    public void late() {
        late.record(1);
    }

    @Override
    public void misplaced() {
        misplaced.record(1);
    }

    @Override
    public void scoreOfOtherScorer() {
        otherScorers.record(1);
    }

    private Sensor total(String name, String description) {
        Sensor sensor = registry.addSensor(name, Sensor.RecordingLevel.INFO);
        sensor.add(name(name, description), new CumulativeSum());
        return sensor;
    }

    private Sensor mean(String name, String description) {
        Sensor sensor = registry.addSensor(name, Sensor.RecordingLevel.INFO);
        sensor.add(name(name, description), new Avg());
        return sensor;
    }

    private MetricName name(String name, String description) {
        return new MetricName(name, GROUP, description, tags);
    }
}
