package org.example.guests;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers from the newest table. Safe for all threads. */
final class TableEngine implements RolloutEngine {

    private volatile @Nullable ServedTable served;

    @Override
    public void apply(PolicyUpdate update) {
        Table next = Table.of(update);
        ServedTable known = served;
        if (known != null && !known.config().equals(next.config())) {
            throw new UpdateException(update.name() + " has the architecture " + next.config()
                    + ", but the run began with " + known.config());
        }
        served = new ServedTable(update.version(), next);
    }

    private ServedTable served() {
        ServedTable known = served;
        if (known == null) {
            throw new IllegalStateException("no weights were applied yet, which say what the table is");
        }
        return known;
    }

    @Override
    public PolicyDescription description() {
        return served().config().description();
    }

    @Override
    public PromptFormat format() {
        return served().format();
    }

    @Override
    public Optional<PolicyVersion> version() {
        return Optional.ofNullable(served).map(ServedTable::version);
    }

    @Override
    public HeldRollouts hold() {
        return HeldRollouts.passing(served());
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        return served().sample(requests, settings, dependency);
    }

    @Override
    public void close() {
        // Holds nothing but the heap.
    }
}
