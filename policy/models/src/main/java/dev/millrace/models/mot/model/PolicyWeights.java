package dev.millrace.models.mot.model;

import dev.millrace.models.parameters.WeightsDigest;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.Tensor;
import java.util.Map;

/**
 * One immutable version of a policy's weights. Whoever made it holds it until {@link #close()}; others use it under a
 * {@link WeightsLease}. The native memory is freed when the owner and all leases are done, so a worker can swap to newer
 * weights while another thread finishes a batch with these.
 *
 * <p>Safe for all threads.
 */
public final class PolicyWeights implements AutoCloseable {

    private final PolicyVersion version;
    private final PolicyParameters parameters;
    private final WeightsDigest digest;
    private int holders = 1;
    private boolean closedByOwner;

    private PolicyWeights(PolicyVersion version, PolicyParameters parameters, WeightsDigest digest) {
        this.version = version;
        this.parameters = parameters;
        this.digest = digest;
    }

    /**
     * Weights of these tensors.
     *
     * @throws WeightsException naming the tensor that does not fit the architecture
     */
    public static PolicyWeights of(PolicyConfig config, PolicyVersion version, Map<String, Tensor> tensors) {
        PolicyParameters parameters = PolicyParameters.load(config, tensors);
        return new PolicyWeights(version, parameters, WeightsDigest.of(parameters.toTensors()));
    }

    /** Fresh random weights, version 0. */
    public static PolicyWeights initialize(PolicyConfig config, long seed) {
        return of(config, PolicyVersion.INITIAL, ParameterLayout.initialize(config, seed));
    }

    /** A copy of parameters as they are now; the caller keeps the parameters. */
    public static PolicyWeights snapshotOf(PolicyParameters parameters, PolicyVersion version) {
        PolicyParameters copy = parameters.copy();
        return new PolicyWeights(version, copy, WeightsDigest.of(copy.toTensors()));
    }

    public PolicyVersion version() {
        return version;
    }

    public PolicyConfig config() {
        return parameters.config();
    }

    /** Digests of every tensor and of the whole. */
    public WeightsDigest digest() {
        return digest;
    }

    /**
     * Keeps the memory from being freed until the lease is closed.
     *
     * @throws WeightsException if the owner has closed these weights
     */
    public synchronized WeightsLease lease() {
        if (closedByOwner) {
            throw new WeightsException("weights of version " + version + " are closed");
        }
        holders++;
        return new WeightsLease(this);
    }

    /** All values, ready to be encoded. */
    public Safetensors toSafetensors() {
        try (WeightsLease lease = lease()) {
            return Safetensors.of(lease.parameters().toTensors());
        }
    }

    PolicyParameters parameters() {
        return parameters;
    }

    synchronized void release() {
        holders--;
        if (holders == 0) {
            parameters.close();
        }
    }

    /** Gives up the owner's hold; leases taken before stay valid. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closedByOwner) {
                return;
            }
            closedByOwner = true;
        }
        release();
    }
}
