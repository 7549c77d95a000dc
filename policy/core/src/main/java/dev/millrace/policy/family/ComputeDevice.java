package dev.millrace.policy.family;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where it is computed.
 *
 * @param gpu number of the graphics card, from 0 on; empty for the processor
 */
public record ComputeDevice(OptionalInt gpu) {

    /** The processor. */
    public static final ComputeDevice CPU = new ComputeDevice(OptionalInt.empty());

    private static final Pattern CUDA = Pattern.compile("cuda:(0|[1-9][0-9]{0,3})");

    /** @throws IllegalArgumentException if the number is negative */
    public ComputeDevice {
        if (gpu.isPresent() && gpu.getAsInt() < 0) {
            throw new IllegalArgumentException("graphics cards are numbered from 0 on, not " + gpu.getAsInt());
        }
    }

    /**
     * The device of this name.
     *
     * @throws IllegalArgumentException if it is neither {@code cpu} nor {@code cuda:N}
     */
    public static ComputeDevice named(String name) {
        if (name.equals("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA.matcher(name);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("device must be cpu, or cuda:0, cuda:1 and so on, not '" + name + "'");
        }
        return new ComputeDevice(OptionalInt.of(Integer.parseInt(cuda.group(1))));
    }

    /** Whether this is a graphics card. */
    public boolean isGpu() {
        return gpu.isPresent();
    }

    /** Its name, {@code cpu} or {@code cuda:N}. */
    @Override
    public String toString() {
        return isGpu() ? "cuda:" + gpu.getAsInt() : "cpu";
    }
}
