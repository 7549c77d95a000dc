package dev.millrace.models.mot.local;

import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.sampling.Traced;
import dev.millrace.models.mot.views.DependencyMeter;
import dev.millrace.models.mot.views.MeasuredGroup;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.DrawnGroups;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledBy;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.text.SpecialTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One version of the policy under a lease of its weights, which closing this ends. */
final class LeasedPolicy implements HeldRollouts {

    private final ServedPolicy policy;
    private final SpecialTokens special;
    private final WeightsLease lease;
    private final PolicyVersion version;
    private final Clock clock;

    /** Takes ownership of the lease. */
    LeasedPolicy(ServedPolicy policy, SpecialTokens special, WeightsLease lease, Clock clock) {
        this.policy = policy;
        this.special = special;
        this.lease = lease;
        this.version = lease.weights().version();
        this.clock = clock;
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        settings.requirePlain(PolicyConfig.FAMILY);
        List<SamplingRequest> prompts = prompts(requests);
        Sampler sampler = new Sampler(special);
        Instant begun = clock.instant();
        if (dependency.isEmpty()) {
            List<List<Completion>> completions = sampler.sample(lease, prompts, settings);
            Duration generating = Duration.between(begun, clock.instant());
            return groups(
                    completions, Collections.nCopies(requests.size(), Optional.empty()), generating, Duration.ZERO);
        }
        Traced traced = sampler.trace(lease, prompts, settings);
        Instant sampled = clock.instant();
        List<Optional<GroupDependency>> measured = measured(prompts, traced, settings.temperature(), dependency.get());
        Duration measuring = Duration.between(sampled, clock.instant());
        return groups(traced.completions(), measured, Duration.between(begun, sampled), measuring);
    }

    private List<Optional<GroupDependency>> measured(
            List<SamplingRequest> prompts, Traced traced, double temperature, DependencySettings settings) {
        DependencyMeter meter = new DependencyMeter(special, PerturbedViews.of(settings.views()), settings.estimator());
        List<Optional<MeasuredGroup>> measured = meter.measure(lease, prompts, traced, temperature);
        return measured.stream()
                .map(group -> group.map(each -> new GroupDependency(each.seed(), settings, version, each.responses())))
                .toList();
    }

    private SampledGroups groups(
            List<List<Completion>> completions,
            List<Optional<GroupDependency>> measured,
            Duration generating,
            Duration measuring) {
        SampledBy by = SampledBy.local(true, generating);
        List<SampledGroup> groups = IntStream.range(0, completions.size())
                .mapToObj(i -> new SampledGroup(
                        completions.get(i).stream()
                                .map(each -> answer(each, by))
                                .toList(),
                        measured.get(i)))
                .toList();
        return new SampledGroups(groups, generating, measuring);
    }

    private SampledAnswer answer(Completion completion, SampledBy by) {
        return new SampledAnswer(
                completion.tokens(),
                completion.logProbs(),
                Optional.of(completion.entropies()),
                TokenVersions.all(version, completion.tokens().length()),
                policy.format().decode(completion.tokens()),
                completion.finishReason(),
                Optional.empty(),
                by);
    }

    @Override
    public DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
        ImageDrawing drawing = policy.drawing();
        if (drawing == null) {
            throw new IllegalStateException("this policy only answers");
        }
        List<SamplingRequest> prompts = prompts(requests);
        Instant begun = clock.instant();
        List<List<DrawnImage>> images = drawing.draw(lease, prompts, group, settings);
        return new DrawnGroups(images, Duration.between(begun, clock.instant()));
    }

    private List<SamplingRequest> prompts(List<RolloutRequest> requests) {
        return requests.stream()
                .map(request -> new SamplingRequest(policy.format().prompt(request.input()), request.seed()))
                .toList();
    }

    @Override
    public void close() {
        lease.close();
    }
}
