package dev.millrace.policy.family;

/**
 * What a policy computes with. A process computes with one such setting.
 *
 * @param threads native threads of one operation; results are bit-exact for a fixed number only
 * @param device where it is computed
 * @param precision how weights are held and layers computed
 */
public record ComputeSettings(int threads, ComputeDevice device, Precision precision) {

    public ComputeSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }

    /** On the processor, with its precision. */
    public ComputeSettings(int threads) {
        this(threads, ComputeDevice.CPU, Precision.AUTO);
    }

    /** How weights are held on this device; never {@link Precision#AUTO}. */
    public Precision effectivePrecision() {
        return precision.on(device);
    }
}
