package dev.millrace.workers.weights;

import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.Sampler;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.SamplingSettings;
import dev.millrace.policy.views.DependencyMeter;
import dev.millrace.workers.drawing.DrawnImage;
import dev.millrace.workers.drawing.ImageDrawing;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.sampling.MeasuredGroup;
import dev.millrace.workers.sampling.ServedPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A version of the policy under a lease of its weights, which closing this ends. */
public final class LeasedPolicy implements ServedPolicy {

    private final Sampler sampler;
    private final Optional<DependencyMeter> meter;
    private final Optional<ImageDrawing> drawing;
    private final WeightsLease lease;
    private final WorkerMetrics metrics;
    private final Clock clock;

    /**
     * Takes ownership of the lease.
     *
     * @param meter measures visual dependency, where that is asked for
     * @param drawing draws images, where the policy can
     */
    public LeasedPolicy(
            Sampler sampler,
            Optional<DependencyMeter> meter,
            Optional<ImageDrawing> drawing,
            WeightsLease lease,
            WorkerMetrics metrics,
            Clock clock) {
        this.sampler = sampler;
        this.meter = meter;
        this.drawing = drawing;
        this.lease = lease;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public PolicyVersion version() {
        return lease.weights().version();
    }

    @Override
    public List<List<Completion>> sample(List<SamplingRequest> requests, SamplingSettings settings) {
        Instant begun = clock.instant();
        List<List<Completion>> completions = sampler.sample(lease, requests, settings);
        metrics.generated(Duration.between(begun, clock.instant()));
        return completions;
    }

    @Override
    public List<Optional<MeasuredGroup>> measure(
            List<SamplingRequest> requests, List<List<Completion>> completions, SamplingSettings settings) {
        if (meter.isEmpty()) {
            return Collections.nCopies(requests.size(), Optional.empty());
        }
        DependencyMeter own = meter.get();
        Instant begun = clock.instant();
        List<Optional<MeasuredGroup>> measured =
                own.measure(lease, requests, completions, settings.temperature()).stream()
                        .map(group ->
                                group.map(dependency -> new MeasuredGroup(dependency, own.views(), own.estimator())))
                        .toList();
        metrics.measured(Duration.between(begun, clock.instant()));
        return measured;
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
