package dev.millrace.policy.family;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.DrawnGroups;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The engine of the family that the first update is of. */
final class LocalEngine implements RolloutEngine {

    private final PolicyFamilies families;
    private final EngineContext context;

    private volatile @Nullable RolloutEngine engine;

    LocalEngine(PolicyFamilies families, EngineContext context) {
        this.families = families;
        this.context = context;
    }

    /** @throws IllegalArgumentException naming the known families, if it is of another */
    @Override
    public void apply(PolicyUpdate update) {
        RolloutEngine known = engine;
        if (known != null) {
            known.apply(update);
            return;
        }
        RolloutEngine first = families.named(update.family()).engine(context.checkpoint(), context.compute());
        try {
            first.apply(update);
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        engine = first;
    }

    private RolloutEngine engine() {
        RolloutEngine known = engine;
        if (known == null) {
            throw new IllegalStateException("no weights were applied yet, which say what the policy is");
        }
        return known;
    }

    @Override
    public PolicyDescription description() {
        return engine().description();
    }

    @Override
    public PromptFormat format() {
        return engine().format();
    }

    @Override
    public Optional<PolicyVersion> version() {
        return Optional.ofNullable(engine).flatMap(RolloutEngine::version);
    }

    @Override
    public HeldRollouts hold() {
        return engine().hold();
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        return engine().sample(requests, settings, dependency);
    }

    @Override
    public Optional<GroupDependency> measure(
            RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
        return engine().measure(request, answers, temperature, settings);
    }

    @Override
    public DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
        return engine().draw(requests, group, settings);
    }

    @Override
    public void close() {
        RolloutEngine known = engine;
        if (known != null) {
            known.close();
        }
    }
}
