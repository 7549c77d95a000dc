package dev.millrace.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

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
        return ThreadTimes.now(part).secondsSince(new ThreadTimes(Map.of()));
    }
}
