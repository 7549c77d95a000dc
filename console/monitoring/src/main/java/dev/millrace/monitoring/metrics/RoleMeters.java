package dev.millrace.monitoring.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The meters of one process. Figures are asked for when they are scraped; a name that turns up later becomes a meter
 * then. Thread-safe.
 */
public final class RoleMeters implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final ClientMetrics clients;

    private record Source(Tags tags, Supplier<Map<String, Double>> figures, Map<String, Double> latest) {}

    /**
     * Opens the meters of a process, with those of its JVM.
     *
     * @param run a label of every meter
     */
    public RoleMeters(String run) {
        registry.config().commonTags("run", run);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
        this.clients = ClientMetrics.open(registry);
    }

    /** Properties that make a Kafka client tell its own metrics to these meters. */
    public Map<String, String> clientProperties() {
        return clients.properties();
    }

    /**
     * Adds figures by the names of our metrics, for instance {@code reward_join/late}.
     *
     * @param role a label, for instance {@code worker-0}
     */
    public void add(String role, Supplier<Map<String, Double>> figures) {
        sources.add(new Source(Tags.of("role", role), figures, new ConcurrentHashMap<>()));
    }

    /** All meters in the text form of Prometheus. */
    public String scrape() {
        clients.refresh();
        sources.forEach(this::refresh);
        return registry.scrape();
    }

    private void refresh(Source source) {
        source.figures().get().forEach((name, value) -> {
            if (source.latest().put(name, value) == null) {
                MeterNames meter = MeterNames.of(name);
                Gauge.builder(meter.name(), source.latest(), latest -> latest.getOrDefault(name, Double.NaN))
                        .description(MetricWords.of(name)
                                .map(MetricWords.Metric::words)
                                .orElse(name))
                        .tags(source.tags().and(meter.tags()))
                        .strongReference(true)
                        .register(registry);
            }
        });
    }

    @Override
    public void close() {
        try (collections;
                clients) {
            // Each is closed, from the last to the first, whatever the others throw.
        } finally {
            registry.close();
        }
    }
}
