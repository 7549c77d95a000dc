package dev.millrace.policy.rollout;

import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/** Sampling for one batch, until this is closed; see {@link RolloutEngine#hold()}. */
public interface HeldRollouts extends Rollouts, AutoCloseable {

    /** Sampling with whatever is served at each call; closing it does nothing. */
    static HeldRollouts passing(Rollouts rollouts) {
        return new HeldRollouts() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
                return rollouts.sample(requests, settings, dependency);
            }

            @Override
            public Optional<GroupDependency> measure(
                    RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
                return rollouts.measure(request, answers, temperature, settings);
            }

            @Override
            public DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
                return rollouts.draw(requests, group, settings);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    void close();
}
