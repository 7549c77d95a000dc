package dev.millrace.workers.weights;

import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.Sampler;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.SamplingSettings;
import dev.millrace.workers.sampling.ServedPolicy;
import java.util.List;

/** A version of the policy under a lease of its weights, which closing this ends. */
public final class LeasedPolicy implements ServedPolicy {

    private final Sampler sampler;
    private final WeightsLease lease;

    /** Takes ownership of the lease. */
    public LeasedPolicy(Sampler sampler, WeightsLease lease) {
        this.sampler = sampler;
        this.lease = lease;
    }

    @Override
    public PolicyVersion version() {
        return lease.weights().version();
    }

    @Override
    public List<List<Completion>> sample(List<SamplingRequest> requests, SamplingSettings settings) {
        return sampler.sample(lease, requests, settings);
    }

    @Override
    public void close() {
        lease.close();
    }
}
