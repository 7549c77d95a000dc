package dev.millrace.models.qwen.local;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.policy.PolicyVersion;

/**
 * One version of the weights, freed when its last holder lets go. Whoever makes it is the first. Safe for all threads.
 */
final class HeldWeights {

    private final PolicyVersion version;
    private final ParameterArrays arrays;
    private final QwenNetwork network;
    private int holders = 1;

    /** Takes ownership of both. */
    HeldWeights(PolicyVersion version, ParameterArrays arrays, QwenNetwork network) {
        this.version = version;
        this.arrays = arrays;
        this.network = network;
    }

    PolicyVersion version() {
        return version;
    }

    QwenNetwork network() {
        return network;
    }

    /** Holds it, until {@link #release}. To be called while somebody else does. */
    synchronized HeldWeights hold() {
        if (holders == 0) {
            throw new IllegalStateException("weights of version " + version + " are freed");
        }
        holders++;
        return this;
    }

    synchronized void release() {
        holders--;
        if (holders == 0) {
            try (arrays;
                    network) {
                // Each is closed, from the last to the first, whatever the others throw.
            }
        }
    }
}
