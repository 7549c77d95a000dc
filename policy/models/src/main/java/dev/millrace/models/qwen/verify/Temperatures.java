package dev.millrace.models.qwen.verify;

import java.util.Map;
import java.util.TreeMap;

/** Keys that say at which temperature something was computed: {@code logprobs_t1}, {@code logprobs_t07} for 0.7. Pure. */
final class Temperatures {

    private Temperatures() {}

    /** The keys of an object that begin so, with their temperatures. */
    static Map<String, Double> of(VectorNode node, String prefix) {
        Map<String, Double> temperatures = new TreeMap<>();
        for (String key : node.keys()) {
            String digits = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
            if (digits.matches("[0-9]+")) {
                temperatures.put(key, Double.parseDouble(digits.charAt(0) + "." + digits.substring(1) + "0"));
            }
        }
        return temperatures;
    }
}
