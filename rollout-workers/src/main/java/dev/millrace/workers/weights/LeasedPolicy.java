package dev.millrace.workers.weights;

import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.sampling.Traced;
import dev.millrace.models.mot.views.DependencyMeter;
import dev.millrace.models.mot.views.GroupDependency;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.drawing.DrawnImage;
import dev.millrace.workers.drawing.ImageDrawing;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.sampling.MeasuredGroup;
import dev.millrace.workers.sampling.Rollout;
import dev.millrace.workers.sampling.ServedPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
    public List<Rollout.Answers> answer(List<SamplingRequest> requests, SamplingSettings settings) {
        Instant begun = clock.instant();
        if (meter.isEmpty()) {
            List<List<Completion>> completions = sampler.sample(lease, requests, settings);
            metrics.generated(Duration.between(begun, clock.instant()));
            return completions.stream()
                    .map(group -> new Rollout.Answers(group, Optional.empty()))
                    .toList();
        }
        Traced traced = sampler.trace(lease, requests, settings);
        Instant sampled = clock.instant();
        metrics.generated(Duration.between(begun, sampled));
        DependencyMeter own = meter.get();
        List<Optional<GroupDependency>> measured = own.measure(lease, requests, traced, settings.temperature());
        metrics.measured(Duration.between(sampled, clock.instant()));
        return IntStream.range(0, requests.size())
                .mapToObj(i -> new Rollout.Answers(
                        traced.completions().get(i),
                        measured.get(i).map(dependency -> new MeasuredGroup(dependency, own.views(), own.estimator()))))
                .toList();
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
