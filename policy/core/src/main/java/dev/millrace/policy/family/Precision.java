package dev.millrace.policy.family;

/** How weights are held and layers computed. What needs more digits has float32 in any case: sums of norms, log-probabilities, the optimizer. */
public enum Precision {
    /** float32 on a processor, bfloat16 on a graphics card. */
    AUTO,
    /** 32-bit floats throughout. */
    FLOAT32,
    /** 16-bit floats with the range of float32 and 8 bits of its digits: half the memory. */
    BFLOAT16;

    /** What this means on a device; never {@link #AUTO}. */
    public Precision on(ComputeDevice device) {
        if (this != AUTO) {
            return this;
        }
        return device.isGpu() ? BFLOAT16 : FLOAT32;
    }
}
