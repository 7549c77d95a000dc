package dev.millrace.workers.weights;

import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.Sampler;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.SamplingSettings;
import dev.millrace.workers.drawing.DrawnImage;
import dev.millrace.workers.drawing.ImageDrawing;
import dev.millrace.workers.sampling.ServedPolicy;
import java.util.List;
import java.util.Optional;

/** A version of the policy under a lease of its weights, which closing this ends. */
public final class LeasedPolicy implements ServedPolicy {

    private final Sampler sampler;
    private final Optional<ImageDrawing> drawing;
    private final WeightsLease lease;

    /**
     * Takes ownership of the lease.
     *
     * @param drawing draws images, where the policy can
     */
    public LeasedPolicy(Sampler sampler, Optional<ImageDrawing> drawing, WeightsLease lease) {
        this.sampler = sampler;
        this.drawing = drawing;
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
    public List<List<DrawnImage>> draw(List<SamplingRequest> requests, int group) {
        return drawing.orElseThrow(() -> new IllegalStateException("this policy only answers"))
                .draw(lease, requests, group);
    }

    @Override
    public void close() {
        lease.close();
    }
}
