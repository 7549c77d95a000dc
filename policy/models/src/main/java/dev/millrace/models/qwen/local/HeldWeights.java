package dev.millrace.models.qwen.local;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.policy.PolicyVersion;
import java.util.Optional;

/**
 * One version of the weights, freed when its last holder lets go. Whoever makes it is the first. An adapter holds its base, which
 * all versions share. Safe for all threads.
 */
final class HeldWeights {

    private final PolicyVersion version;
    private final ParameterArrays arrays;
    private final QwenNetwork network;
    private final Optional<HeldWeights> base;
    private int holders = 1;

    private HeldWeights(
            PolicyVersion version, ParameterArrays arrays, QwenNetwork network, Optional<HeldWeights> base) {
        this.version = version;
        this.arrays = arrays;
        this.network = network;
        this.base = base;
    }

    /** Weights that need no others; takes ownership of both. */
    static HeldWeights whole(PolicyVersion version, ParameterArrays arrays, QwenNetwork network) {
        return new HeldWeights(version, arrays, network, Optional.empty());
    }

    /**
     * An adapter over these, which it holds from now on.
     *
     * @param arrays the adapter's; ownership of both is taken
     * @param network of these weights with the adapter
     */
    HeldWeights adapted(PolicyVersion adapted, ParameterArrays adapter, QwenNetwork changed) {
        return new HeldWeights(adapted, adapter, changed, Optional.of(hold()));
    }

    PolicyVersion version() {
        return version;
    }

    ParameterArrays arrays() {
        return arrays;
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
            } finally {
                base.ifPresent(HeldWeights::release);
            }
        }
    }
}
