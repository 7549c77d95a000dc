package dev.millrace.policy.family;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The largest memory that a policy will take at a time, as far as it is known before it starts.
 *
 * @param parts bytes by what they are for, in the order in which they are told; all of them are there at the peak
 * @param host names of those parts that lie in the machine's own memory, whatever the device is
 */
public record MemoryForecast(Map<String, Long> parts, Set<String> host) {

    /** The name of what a process takes before there is a policy: roles of one process share it. */
    public static final String PROCESS = "Java and the engine";

    public MemoryForecast {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        host = Set.copyOf(host);
    }

    /** All of it on the device. */
    public MemoryForecast(Map<String, Long> parts) {
        this(parts, Set.of());
    }

    /** All parts together, in bytes. */
    public long bytes() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What of it lies in the machine's own memory. */
    public long hostBytes() {
        return host.stream().mapToLong(name -> parts.getOrDefault(name, 0L)).sum();
    }

    /** What of it lies in the memory of a device: all on a processor, on a graphics card what does not lie in the machine's. */
    public long bytesOn(ComputeDevice device) {
        return device.isGpu() ? bytes() - hostBytes() : bytes();
    }

    /**
     * What this and another take at the same time.
     *
     * @param oneProcess whether a process is shared
     */
    public MemoryForecast beside(MemoryForecast other, boolean oneProcess) {
        Map<String, Long> all = new LinkedHashMap<>(parts);
        other.parts.forEach(
                (name, bytes) -> all.merge(name, bytes, oneProcess && name.equals(PROCESS) ? Math::max : Long::sum));
        Set<String> beside = new LinkedHashSet<>(host);
        beside.addAll(other.host);
        return new MemoryForecast(all, beside);
    }
}
