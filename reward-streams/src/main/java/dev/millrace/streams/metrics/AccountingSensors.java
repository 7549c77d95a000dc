package dev.millrace.streams.metrics;

import dev.millrace.streams.topology.StreamsRole;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * The accounting in the metrics registry of Kafka Streams. Tasks of an instance share the sensors, so each adds what its
 * own figures changed by, and takes all of it away when it leaves.
 */
final class AccountingSensors {

    private static final String GROUP = StreamsRole.FIGURES + "accounting";

    private final Map<String, Sensor> sensors = new TreeMap<>();
    private final Map<String, Double> told = new TreeMap<>();

    AccountingSensors(ProcessingContext context) {
        Map<String, String> tags = Map.of("application-id", context.applicationId());
        Map.of(
                        "published", "Trajectories published.",
                        "trained", "Trajectories trained.",
                        "dropped", "Trajectories dropped.",
                        "pending", "Trajectories without an end yet.",
                        "abandoned", "Ends of trajectories that rewinds have taken back.",
                        "imbalance", "Trajectories with more ends than one, or with an end and no beginning.")
                .forEach((name, description) -> {
                    Sensor sensor = context.metrics().addSensor("accounting/" + name, Sensor.RecordingLevel.INFO);
                    if (!sensor.hasMetrics()) {
                        sensor.add(new MetricName("accounting/" + name, GROUP, description, tags), new CumulativeSum());
                    }
                    sensors.put(name, sensor);
                });
    }

    void tell(Figures totals) {
        double published = totals.sum(FigureNames.PUBLISHED);
        double trained = totals.sum(FigureNames.TRAINED);
        double dropped = totals.sumOf(FigureNames.DROPPED);
        double unmatched = totals.sum(FigureNames.UNMATCHED);
        tell("published", published);
        tell("trained", trained);
        tell("dropped", dropped);
        tell("abandoned", totals.sumOf(FigureNames.ABANDONED));
        tell("pending", published - trained - dropped + unmatched);
        tell("imbalance", totals.sum(FigureNames.DOUBLED) + unmatched);
    }

    void leave() {
        sensors.keySet().forEach(name -> tell(name, 0.0));
    }

    private void tell(String name, double value) {
        double before = told.getOrDefault(name, 0.0);
        Sensor sensor = sensors.get(name);
        if (sensor != null && value != before) {
            sensor.record(value - before);
            told.put(name, value);
        }
    }
}
