package dev.millrace.runtime.memory;

import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.MemoryForecast;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory that there is.
 *
 * @param device on which it is computed
 * @param ofDevice bytes of its memory; empty where nobody says it
 * @param ofMachine bytes of the machine's own memory, which is also that of a processor; empty where nobody says it
 */
public record MemoryHere(ComputeDevice device, OptionalLong ofDevice, OptionalLong ofMachine) {

    /** What system and driver say. */
    public static MemoryHere of(ComputeDevice device) {
        return new MemoryHere(device, DeviceMemory.of(device), DeviceMemory.of(ComputeDevice.CPU));
    }

    /** Whether it has room for this, as far as is known. */
    public boolean fits(MemoryForecast needed) {
        return misfit(needed).isEmpty();
    }

    /** What there is too little of, in words; empty if there is enough, as far as is known. */
    Optional<String> misfit(MemoryForecast needed) {
        if (isAbove(needed.bytesOn(device), ofDevice)) {
            return Optional.of(device + " has " + Gigabytes.of(ofDevice.getAsLong()));
        }
        if (device.isGpu() && isAbove(needed.hostBytes(), ofMachine)) {
            return Optional.of("the machine has " + Gigabytes.of(ofMachine.getAsLong())
                    + " beside the card's, of which " + Gigabytes.of(needed.hostBytes()) + " are needed");
        }
        return Optional.empty();
    }

    private static boolean isAbove(long bytes, OptionalLong available) {
        return available.isPresent() && bytes > available.getAsLong();
    }
}
