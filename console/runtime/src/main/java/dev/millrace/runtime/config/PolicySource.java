package dev.millrace.runtime.config;

import dev.millrace.policy.family.ComputeSettings;

/**
 * Which policy a run begins with, and how the engine runs it.
 *
 * @param checkpoint folder of a checkpoint, or the name of a policy that ships with Millrace: {@code base} or {@code
 *     small-qwen}
 * @param threads native threads of one operation, at least 1; results are bit-exact for a fixed number only
 */
public record PolicySource(String checkpoint, int threads) {

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
    }

    /** What it is computed with. */
    public ComputeSettings compute() {
        return new ComputeSettings(threads);
    }

    public static PolicySource defaults() {
        return new PolicySource(BASE, 1);
    }
}
