package dev.millrace.workers.engines.server;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.Map;
import java.util.Optional;

/** Puts versions of the weights onto servers, and says under which name they are asked for there. Safe on any thread. */
public interface ServerWeights extends AutoCloseable {

    /**
     * Serves another version; returns once one server does. Others follow.
     *
     * @throws dev.millrace.policy.weights.UpdateException if it is kept out everywhere; what was served before is served on
     */
    void apply(PolicyUpdate update);

    /** The newest version that any server serves. */
    Optional<PolicyVersion> version();

    /** What may be sampled with at this server now, held until it is closed; empty if nothing may. */
    Optional<WeightsLease> lease(SamplerServer server);

    /** This server was away, or has lost what it held: look what it holds, and load anew what it lacks. */
    void reconnected(SamplerServer server);

    /** How it stands at each server, by name. */
    Map<String, Double> figures();

    @Override
    void close();
}
