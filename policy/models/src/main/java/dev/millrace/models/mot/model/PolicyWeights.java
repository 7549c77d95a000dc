package dev.millrace.models.mot.model;

import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.policy.weights.WeightsDigest;
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
    public static PolicyWeights of(
            PolicyConfig config, PolicyVersion version, Map<String, ? extends TensorSource> tensors) {
        PolicyParameters parameters = PolicyParameters.load(config, tensors);
        return new PolicyWeights(version, parameters, WeightsDigest.of(parameters.sources()));
    }

    /**
     * The weights of an update, decoded straight into native memory.
     *
     * @throws UpdateException if it is not of this policy or not of all its weights, is damaged, or cannot be read; nothing
     *     is kept of it then
     */
    public static PolicyWeights of(PolicyConfig config, PolicyUpdate update) {
        requireOwn(update);
        try {
            PolicyParameters parameters = PolicyParameters.load(config, update.name(), update.tensors());
            return new PolicyWeights(
                    update.version(), parameters, update.tensors().digest());
        } catch (WeightsException e) {
            throw new UpdateException(update.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks that an update is one of all weights of this family.
     *
     * @throws UpdateException if it is not
     */
    public static void requireOwn(PolicyUpdate update) {
        if (!update.family().equals(PolicyConfig.FAMILY) || update.kind() != UpdateKind.FULL) {
            throw new UpdateException(update.name() + " is " + update.kind() + " of the family " + update.family()
                    + ", but only FULL of " + PolicyConfig.FAMILY + " can be served");
        }
    }

    /** Fresh random weights, version 0. */
    public static PolicyWeights initialize(PolicyConfig config, long seed) {
        return of(config, PolicyVersion.INITIAL, ParameterLayout.initialize(config, seed));
    }

    /** A copy of parameters as they are now; the caller keeps the parameters. */
    public static PolicyWeights snapshotOf(PolicyParameters parameters, PolicyVersion version) {
        PolicyParameters copy = parameters.copy();
        return new PolicyWeights(version, copy, WeightsDigest.of(copy.sources()));
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

    /** These weights as they are published. */
    public PolicyUpdate toUpdate() {
        try (WeightsLease lease = lease()) {
            return lease.parameters().toUpdate(version);
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
