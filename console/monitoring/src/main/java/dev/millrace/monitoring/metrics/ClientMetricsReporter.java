package dev.millrace.monitoring.metrics;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/** Tells the metrics of a Kafka client to the {@link ClientMetrics} that its settings name. Made by the client. */
public final class ClientMetricsReporter implements MetricsReporter {

    private @Nullable ClientMetrics target;

    @Override
    public void configure(Map<String, ?> settings) {
        target = ClientMetrics.named(String.valueOf(settings.get(ClientMetrics.ID)));
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        if (target != null) {
            target.add(metric);
        }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        if (target != null) {
            target.remove(metric);
        }
    }

    @Override
    public void close() {
        target = null;
    }
}
