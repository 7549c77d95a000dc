package dev.millrace.workers.engines.measuring;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.BatchDemand;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.DrawnGroups;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.Rollouts;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An engine whose answers are measured by a policy in this process: each by the version that has sampled it. Each version comes here
 * before it goes to what samples, so that it is held when its first answers come. Safe for the threads that the engine is safe for.
 */
public final class MeasuredHere implements RolloutEngine {

    private final RolloutEngine sampler;
    private final HeldVersions versions;
    private final GroupMeter meter;

    /**
     * @param sampler samples, and is asked to measure nothing; closed with this
     * @param local measures, and samples nothing; closed with this
     * @param most versions that are held at a time
     */
    public MeasuredHere(RolloutEngine sampler, RolloutEngine local, int most) {
        this.sampler = sampler;
        this.versions = new HeldVersions(local, most);
        this.meter = new GroupMeter(versions);
    }

    /** What the sampler can do, and that it is measured. */
    @Override
    public PolicyDescription description() {
        PolicyDescription sampled = sampler.description();
        Set<Ability> abilities = EnumSet.of(Ability.MEASURES_DEPENDENCY);
        abilities.addAll(sampled.abilities());
        return new PolicyDescription(
                sampled.family(),
                sampled.architecture(),
                sampled.vocabulary(),
                sampled.maxPromptTokens(),
                sampled.maxResponseTokens(),
                abilities);
    }

    @Override
    public PromptFormat format() {
        return sampler.format();
    }

    @Override
    public Optional<PolicyVersion> version() {
        return sampler.version();
    }

    @Override
    public void apply(PolicyUpdate update) {
        versions.apply(update);
        sampler.apply(update);
    }

    @Override
    public Optional<BatchDemand> demand() {
        return sampler.demand();
    }

    @Override
    public HeldRollouts hold() {
        return new Held(sampler.hold());
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        return sample(sampler, requests, settings, dependency);
    }

    private SampledGroups sample(
            Rollouts rollouts,
            List<RolloutRequest> requests,
            SamplingSettings settings,
            Optional<DependencySettings> dependency) {
        SampledGroups sampled = rollouts.sample(requests, settings, Optional.empty());
        if (dependency.isEmpty()) {
            return sampled;
        }
        long begun = System.nanoTime();
        List<SampledGroup> measured = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            SampledGroup group = sampled.groups().get(i);
            measured.add(new SampledGroup(
                    group.answers(),
                    meter.measure(requests.get(i), group.answers(), settings.temperature(), dependency.get()),
                    group.lost()));
        }
        return new SampledGroups(measured, sampled.generating(), Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public Optional<GroupDependency> measure(
            RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
        return versions.newest(rollouts -> rollouts.measure(request, answers, temperature, settings));
    }

    @Override
    public DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
        return sampler.draw(requests, group, settings);
    }

    @Override
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>(sampler.figures());
        figures.put("dependency/versions_held", (double) versions.count());
        figures.put("dependency/not_measured", (double) meter.notMeasured());
        return figures;
    }

    @Override
    public void close() {
        try (versions) {
            sampler.close();
        }
    }

    /** Sampling for one batch. */
    private final class Held implements HeldRollouts {

        private final HeldRollouts held;

        Held(HeldRollouts held) {
            this.held = held;
        }

        @Override
        public SampledGroups sample(
                List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
            return MeasuredHere.this.sample(held, requests, settings, dependency);
        }

        @Override
        public Optional<GroupDependency> measure(
                RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
            return MeasuredHere.this.measure(request, answers, temperature, settings);
        }

        @Override
        public DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
            return held.draw(requests, group, settings);
        }

        @Override
        public void close() {
            held.close();
        }
    }
}
