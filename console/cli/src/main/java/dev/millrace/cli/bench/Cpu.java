package dev.millrace.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** CPU time of this process and of some of its threads. Stateless. */
public final class Cpu {

    private static final double NANOS = 1e9;

    private Cpu() {}

    /** Seconds of the whole process, compilers, collector and broker included. */
    public static double process() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / NANOS;
    }

    /** Seconds of the living threads whose names hold {@code part}. */
    public static double threads(String part) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double seconds = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains(part)) {
                seconds += Math.max(0, threads.getThreadCpuTime(thread.getThreadId())) / NANOS;
            }
        }
        return seconds;
    }
}
