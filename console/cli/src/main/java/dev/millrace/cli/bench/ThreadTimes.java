package dev.millrace.cli.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time of living threads at one moment. Immutable.
 *
 * @param nanos by the id of the thread
 */
public record ThreadTimes(Map<Long, Long> nanos) {

    public ThreadTimes {
        nanos = Map.copyOf(nanos);
    }

    /** Of the threads whose names hold one of these parts. */
    public static ThreadTimes now(String... parts) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> nanos = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && List.of(parts).stream().anyMatch(thread.getThreadName()::contains)) {
                nanos.put(thread.getThreadId(), Math.max(0, threads.getThreadCpuTime(thread.getThreadId())));
            }
        }
        return new ThreadTimes(nanos);
    }

    /** Seconds that the threads of now have worked since then. What a thread did that has ended meanwhile is not known. */
    public double secondsSince(ThreadTimes before) {
        return nanos.entrySet().stream()
                        .mapToLong(thread -> thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L))
                        .sum()
                / 1e9;
    }
}
