package dev.millrace.runtime.config;

import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.Precision;

/**
 * Which policy a run begins with, and how the engine runs it.
 *
 * @param checkpoint folder of a checkpoint, or the name of a policy that ships with Millrace: {@code base} or {@code
 *     small-qwen}
 * @param threads native threads of one operation, at least 1; results are bit-exact for a fixed number only
 * @param device where it is computed: {@code cpu}, or a graphics card {@code cuda:0}, {@code cuda:1} and so on
 * @param precision how weights are held and layers computed; {@code auto} is {@code float32} on a processor and {@code
 *     bfloat16} on a graphics card
 */
public record PolicySource(String checkpoint, int threads, String device, Precision precision) {

    /** The policy that ships with Millrace. */
    public static final String BASE = "base";

    /** @throws IllegalArgumentException naming the key that is out of range */
    public PolicySource {
        if (checkpoint.isBlank()) {
            throw new IllegalArgumentException("checkpoint must be a folder, or base for the policy that ships along");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        ComputeDevice.named(device);
    }

    /** What it is computed with. */
    public ComputeSettings compute() {
        return new ComputeSettings(threads, ComputeDevice.named(device), precision);
    }

    public static PolicySource defaults() {
        return new PolicySource(BASE, 1, ComputeDevice.CPU.toString(), Precision.AUTO);
    }
}
