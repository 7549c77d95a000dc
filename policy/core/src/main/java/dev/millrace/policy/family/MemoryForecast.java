package dev.millrace.policy.family;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The largest memory that a policy will take at a time, as far as it is known before it starts.
 *
 * @param parts bytes by what they are for, in the order in which they are told; all of them are there at the peak
 */
public record MemoryForecast(Map<String, Long> parts) {

    public MemoryForecast {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** All parts together, in bytes. */
    public long bytes() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }
}
