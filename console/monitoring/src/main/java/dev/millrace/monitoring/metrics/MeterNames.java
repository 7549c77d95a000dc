package dev.millrace.monitoring.metrics;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;

/**
 * How our metrics are called in Prometheus: {@code millrace_} and the name with its slashes as underscores, so that
 * {@code actor/grad_norm} is {@code millrace_actor_grad_norm}. Where a name holds the name of something, that is a label:
 * {@code rewards/accuracy/mean} is {@code millrace_rewards_mean{scorer="accuracy"}}. Pure.
 *
 * @param name with dots, as Micrometer has it
 */
record MeterNames(String name, Tags tags) {

    private static final String PREFIX = "millrace.";

    /** Families whose second part is the value of a label, by the label's name. */
    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("rewards", "scorer"),
            Map.entry("headline", "category"),
            Map.entry("dropped", "reason"),
            Map.entry("dropped_groups", "reason"),
            Map.entry("closed", "reason"),
            Map.entry("scores", "scorer"),
            Map.entry("latency_ms", "scorer"),
            Map.entry("worker", "worker"),
            Map.entry("servers", "server"),
            Map.entry("lag", "reader"),
            Map.entry("evaluations", "evaluator"),
            Map.entry("held_out", "category"),
            Map.entry("mini_batch", "number"),
            Map.entry("mismatch_by_age", "age"),
            Map.entry("off_policy_by_age", "age"));

    /** Names of a family that look like a member and are none. */
    private static final List<String> PLAIN = List.of(
            "worker/tokens",
            "worker/sequences",
            "worker/images",
            "worker/images_per_second",
            "worker/groups",
            "worker/refused",
            "worker/retried_batches");

    static MeterNames of(String metric) {
        String[] parts = metric.split("/");
        String label = LABELS.get(parts[0]);
        if (parts.length < 2 || label == null || PLAIN.contains(metric)) {
            return new MeterNames(PREFIX + metric.replace('/', '.'), Tags.empty());
        }
        StringBuilder name = new StringBuilder(PREFIX).append(parts[0]);
        for (int i = 2; i < parts.length; i++) {
            name.append('.').append(parts[i]);
        }
        return new MeterNames(name.toString(), Tags.of(Tag.of(label, parts[1])));
    }
}
