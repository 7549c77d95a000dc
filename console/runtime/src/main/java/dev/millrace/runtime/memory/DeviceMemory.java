package dev.millrace.runtime.memory;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.policy.family.ComputeDevice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The memory that a device has. */
public final class DeviceMemory {

    private static final int PATIENCE_SECONDS = 10;
    private static final long MEBIBYTE = 1L << 20;

    private DeviceMemory() {}

    /** Bytes of a device, whoever uses them; empty where nobody says it. */
    public static OptionalLong of(ComputeDevice device) {
        return device.isGpu() ? ofGpu(device.gpu().getAsInt()) : ofMachine();
    }

    /** That of the container, if there is one with a limit. */
    private static OptionalLong ofMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? OptionalLong.of(system.getTotalMemorySize())
                : OptionalLong.empty();
    }

    /** As the driver's own program says it, which is there wherever the driver is. */
    private static OptionalLong ofGpu(int number) {
        try {
            Process asked = new ProcessBuilder(
                            "nvidia-smi",
                            "--query-gpu=memory.total",
                            "--format=csv,noheader,nounits",
                            "-i",
                            "" + number)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || asked.exitValue() != 0) {
                    return OptionalLong.empty();
                }
                String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                return OptionalLong.of(Long.parseLong(said) * MEBIBYTE);
            } finally {
                asked.destroy();
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }
}
