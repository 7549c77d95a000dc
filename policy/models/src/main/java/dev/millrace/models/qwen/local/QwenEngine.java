package dev.millrace.models.qwen.local;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.text.QwenFormat;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ArchitectureDifference;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this family in this process. What it holds keeps its version whatever is applied meanwhile. Sampling is safe for
 * all threads; updates are applied by one.
 */
public final class QwenEngine implements RolloutEngine {

    private final ServedModel model;
    private final AdapterServing adapters;
    private final Clock clock;
    private @Nullable HeldWeights current;
    private boolean closed;

    /**
     * @param model whose format is closed with this
     * @param base holds the weights that adapters are applied to; read with the first of them
     */
    public QwenEngine(ServedModel model, ModelSource base, Clock clock) {
        this.model = model;
        this.adapters = new AdapterServing(model, base);
        this.clock = clock;
    }

    @Override
    public PolicyDescription description() {
        return model.description();
    }

    @Override
    public PromptFormat format() {
        return model.format();
    }

    @Override
    public synchronized Optional<PolicyVersion> version() {
        return Optional.ofNullable(current).map(HeldWeights::version);
    }

    /** @throws UpdateException in one line, if it cannot be served */
    @Override
    public void apply(PolicyUpdate update) {
        if (!update.family().equals(QwenModel.FAMILY) || update.kind() == UpdateKind.DELTA) {
            throw new UpdateException(update.name() + " is " + update.kind() + " of the family " + update.family()
                    + ", but only FULL and ADAPTER of " + QwenModel.FAMILY + " can be served");
        }
        try {
            ArchitectureDifference.find(model.model(), QwenModel.parse(update.architecture()))
                    .ifPresent(difference -> {
                        throw new UpdateException(
                                update.name() + " is of another architecture than the checkpoint here: " + difference);
                    });
            swap(update.kind() == UpdateKind.ADAPTER ? adapters.served(update) : whole(update));
        } catch (WeightsException | IllegalArgumentException e) {
            throw new UpdateException(update.name() + ": " + e.getMessage(), e);
        }
    }

    private HeldWeights whole(PolicyUpdate update) {
        ParameterArrays arrays = ParameterArrays.load(
                ParameterLayout.of(model.model().config(), model.model().tied()),
                update.name(),
                update.tensors(),
                model.type());
        return held(update.version(), arrays);
    }

    private HeldWeights held(PolicyVersion version, ParameterArrays arrays) {
        try {
            return HeldWeights.whole(
                    version, arrays, new QwenNetwork(model.model().config(), arrays, Adapter.NONE, model.barred()));
        } catch (RuntimeException e) {
            arrays.close();
            throw e;
        }
    }

    private synchronized void swap(HeldWeights next) {
        if (closed) {
            next.release();
            return;
        }
        HeldWeights previous = current;
        current = next;
        if (previous != null) {
            previous.release();
        }
    }

    @Override
    public synchronized HeldRollouts hold() {
        HeldWeights held = current;
        if (held == null) {
            throw new IllegalStateException("no weights were applied yet, or this engine is closed");
        }
        return new HeldModel(model, held.hold(), clock);
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        try (HeldRollouts held = hold()) {
            return held.sample(requests, settings, dependency);
        }
    }

    @Override
    public Optional<GroupDependency> measure(
            RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
        try (HeldRollouts held = hold()) {
            return held.measure(request, answers, temperature, settings);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        HeldWeights previous = current;
        current = null;
        try (QwenFormat format = model.format();
                adapters) {
            if (previous != null) {
                previous.release();
            }
        }
    }
}
