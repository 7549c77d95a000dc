package dev.millrace.cli.bench;

import java.lang.management.ManagementFactory;

/**
 * Where and under what load something was measured.
 *
 * @param processors of the machine, as the JVM sees them
 * @param architecture of them
 * @param system its name and version
 * @param java version of the JVM
 * @param heapMiB largest heap
 * @param load average of the last minute; negative where the system does not say it
 */
public record Machine(int processors, String architecture, String system, String java, long heapMiB, double load) {

    private static final long MIB = 1024L * 1024;

    /** This machine as it is now. */
    public static Machine now() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                Runtime.getRuntime().maxMemory() / MIB,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** For people. */
    public String line() {
        return processors + " processors " + architecture + ", " + system + ", Java " + java + ", heap " + heapMiB
                + " MiB, load " + load;
    }
}
