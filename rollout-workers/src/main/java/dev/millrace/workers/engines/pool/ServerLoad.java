package dev.millrace.workers.engines.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of its load at {@code /metrics}.
 *
 * @param running requests that it works at
 * @param waiting requests that wait in it
 * @param cache part of its cache that is used, from 0 to 1
 * @param preemptions requests that it took back so far
 * @param generated tokens that it made so far; −1 if it does not say
 */
record ServerLoad(double running, double waiting, double cache, double preemptions, double generated) {

    /** A name, labels whose values may hold anything, a value, and a time where there is one. */
    private static final Pattern SAMPLE =
            Pattern.compile("(?<name>[^{\\s]+)(?:\\{.*})?\\s+(?<value>\\S+)(?:\\s+-?\\d+)?\\s*");

    /** Reads the text form of Prometheus; values of one name are added up, but for shares, of which the largest counts. */
    static ServerLoad read(String text) {
        Map<String, Double> sums = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("vllm:") || line.startsWith("sglang:")) {
                Matcher sample = SAMPLE.matcher(line);
                if (sample.matches()) {
                    add(sums, sample.group("name"), sample.group("value"));
                }
            }
        }
        return new ServerLoad(
                first(sums, 0, "vllm:num_requests_running", "sglang:num_running_reqs"),
                first(sums, 0, "vllm:num_requests_waiting", "sglang:num_queue_reqs"),
                first(sums, 0, "vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc", "sglang:token_usage"),
                first(sums, 0, "vllm:num_preemptions_total", "sglang:num_retracted_reqs"),
                first(sums, -1, "vllm:generation_tokens_total", "sglang:generation_tokens_total"));
    }

    private static void add(Map<String, Double> sums, String name, String value) {
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                boolean isShare = name.endsWith("_perc") || name.endsWith("usage");
                sums.merge(name, number, isShare ? Math::max : Double::sum);
            }
        } catch (NumberFormatException e) {
            // Not a figure that is looked at.
        }
    }

    private static double first(Map<String, Double> sums, double otherwise, String... names) {
        for (String name : names) {
            Double value = sums.get(name);
            if (value != null) {
                return value;
            }
        }
        return otherwise;
    }
}
