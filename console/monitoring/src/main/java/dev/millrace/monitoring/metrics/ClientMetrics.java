package dev.millrace.monitoring.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the Kafka clients of a process, Kafka Streams among them, as {@code kafka_…} meters.
 *
 * <p>A role makes its clients itself and shows them to nobody; each client tells its metrics to a reporter that it makes
 * from its settings ({@link ClientMetricsReporter}), and the reporter finds this by an id that stands there too. Counts
 * per node and per topic are left out: they are many, and say little. Thread-safe.
 */
final class ClientMetrics implements AutoCloseable {

    /** Setting that names one of these. */
    static final String ID = "millrace.meters.id";

    private static final Map<String, ClientMetrics> OPEN = new ConcurrentHashMap<>();
    private static final Set<String> LEFT_OUT_GROUPS = Set.of("app-info", "kafka-metrics-count");
    private static final Set<String> LEFT_OUT_TAGS = Set.of("node-id", "topic", "partition", "protocol", "cipher");

    private final String id = UUID.randomUUID().toString();
    private final MeterRegistry registry;
    private final Map<MetricName, KafkaMetric> known = new ConcurrentHashMap<>();
    private final Map<MetricName, Meter> registered = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    private ClientMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    static ClientMetrics open(MeterRegistry registry) {
        ClientMetrics metrics = new ClientMetrics(registry);
        OPEN.put(metrics.id, metrics);
        return metrics;
    }

    static @Nullable ClientMetrics named(String id) {
        return OPEN.get(id);
    }

    Map<String, String> properties() {
        return Map.of(
                "metric.reporters",
                "org.apache.kafka.common.metrics.JmxReporter," + ClientMetricsReporter.class.getName(),
                ID,
                id);
    }

    void add(KafkaMetric metric) {
        MetricName name = metric.metricName();
        if (!LEFT_OUT_GROUPS.contains(name.group())
                && name.tags().keySet().stream().noneMatch(LEFT_OUT_TAGS::contains)) {
            known.put(name, metric);
        }
    }

    void remove(KafkaMetric metric) {
        known.remove(metric.metricName());
    }

    /** Makes meters of what has come, and takes away those of what has gone. */
    synchronized void refresh() {
        List<MetricName> gone = new ArrayList<>(registered.keySet());
        gone.removeAll(known.keySet());
        gone.forEach(name -> {
            Meter meter = registered.remove(name);
            if (meter != null) {
                registry.remove(meter);
            }
        });
        known.forEach((name, metric) -> {
            if (!registered.containsKey(name) && metric.metricValue() instanceof Number) {
                register(name, metric);
            }
        });
    }

    private void register(MetricName name, KafkaMetric metric) {
        String meter = "kafka." + (name.group().replaceAll("-metrics$", "") + "." + name.name()).replace('-', '.');
        // In Prometheus all meters of a name have the same labels: the first ones decide.
        if (!labels.computeIfAbsent(meter, any -> new TreeSet<>(name.tags().keySet()))
                .equals(new TreeSet<>(name.tags().keySet()))) {
            return;
        }
        Tags tags = Tags.of(name.tags().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey().replace('-', '.'), tag.getValue()))
                .toList());
        registered.put(name, register(meter, name, metric, tags));
    }

    /** What Kafka calls a total only grows; Prometheus knows that as a counter, and by the same ending. */
    private Meter register(String meter, MetricName name, KafkaMetric metric, Tags tags) {
        if (name.name().endsWith("-total")) {
            return FunctionCounter.builder(meter, metric, ClientMetrics::value)
                    .description(name.description())
                    .tags(tags)
                    .register(registry);
        }
        return Gauge.builder(meter, metric, ClientMetrics::value)
                .description(name.description())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static double value(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    @Override
    public void close() {
        OPEN.remove(id);
    }
}
