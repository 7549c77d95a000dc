package dev.millrace.workers.engines.server;

import dev.millrace.policy.PolicyVersion;
import java.util.Optional;

/** Weights that a request samples with, from before it is sent until its reply is read: until then they stay loaded. */
public interface WeightsLease extends AutoCloseable {

    PolicyVersion version();

    /** The name to ask for them by. */
    String name();

    /** Whether that is the name of an adapter, and not of the model itself. */
    boolean isAdapter();

    /** The version that a server's own label of weights stands for; empty if the label is none of ours. */
    Optional<PolicyVersion> versionOf(String label);

    /** The version that this name stands for now: another than {@link #version} if weights were replaced under the same name. */
    Optional<PolicyVersion> versionNow();

    @Override
    void close();
}
