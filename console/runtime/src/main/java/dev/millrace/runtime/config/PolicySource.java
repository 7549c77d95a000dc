package dev.millrace.runtime.config;

import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.Precision;

/**
 * Which policy a run begins with, and how the engine runs it.
 *
 * @param checkpoint folder of a checkpoint, or the name of a policy that ships with Millrace: {@code base}, {@code
 *     editor} or {@code small-qwen}
 * @param threads native threads of one operation, at least 1; results are bit-exact for a fixed number only
 * @param device where it is computed: {@code cpu}, or a graphics card {@code cuda:0}, {@code cuda:1} and so on
 * @param precision how weights are held and layers computed; {@code auto} is {@code float32} on a processor and {@code
 *     bfloat16} on a graphics card
 * @param minPixels area below which an image is enlarged, for policies that take images of any size; 0 for what the checkpoint
 *     says
 * @param maxPixels area above which an image is shrunk; 0 for what the checkpoint says
 */
public record PolicySource(
        String checkpoint, int threads, String device, Precision precision, int minPixels, int maxPixels) {

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
        if (minPixels < 0 || maxPixels < 0 || maxPixels > 0 && minPixels > maxPixels) {
            throw new IllegalArgumentException(
                    "min_pixels must be from 0 to max_pixels, not " + minPixels + " with " + maxPixels);
        }
    }

    /** Whether images are made of other sizes than the checkpoint says. */
    public boolean limitsImages() {
        return minPixels > 0 || maxPixels > 0;
    }

    /** What it is computed with. */
    public ComputeSettings compute() {
        return new ComputeSettings(threads, ComputeDevice.named(device), precision);
    }

    public static PolicySource defaults() {
        return new PolicySource(BASE, 1, ComputeDevice.CPU.toString(), Precision.AUTO, 0, 0);
    }
}
