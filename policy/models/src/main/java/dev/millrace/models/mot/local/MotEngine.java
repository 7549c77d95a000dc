package dev.millrace.models.mot.local;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.prompt.MotFormat;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.DrawnGroups;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this family in this process. It has the architecture of its first update, and what it holds keeps its
 * version whatever is applied meanwhile. Sampling is safe for all threads; updates are applied by one.
 */
public final class MotEngine implements RolloutEngine {

    private final Tokenizer tokenizer;
    private final ImageDecoder decoder;
    private final Function<DrawingConfig, Autoencoder> autoencoders;
    private final Clock clock;
    private final ServedWeights weights = new ServedWeights();

    private volatile @Nullable ServedPolicy policy;

    /**
     * @param decoder reads the images of prompts
     * @param autoencoders gives what decodes the latents of a policy that draws; asked once, and closed by this engine
     * @param clock measures how long things take
     */
    public MotEngine(
            Tokenizer tokenizer, ImageDecoder decoder, Function<DrawingConfig, Autoencoder> autoencoders, Clock clock) {
        this.tokenizer = tokenizer;
        this.decoder = decoder;
        this.autoencoders = autoencoders;
        this.clock = clock;
    }

    @Override
    public PolicyDescription description() {
        return policy().description();
    }

    @Override
    public PromptFormat format() {
        return policy().format();
    }

    private ServedPolicy policy() {
        ServedPolicy known = policy;
        if (known == null) {
            throw new IllegalStateException("no weights were applied yet, which say what the policy is");
        }
        return known;
    }

    @Override
    public Optional<PolicyVersion> version() {
        return weights.version();
    }

    @Override
    public void apply(PolicyUpdate update) {
        PolicyConfig stated = architecture(update);
        ServedPolicy known = policy;
        if (known != null && !known.config().equals(stated)) {
            throw new UpdateException(
                    update.name() + " has the architecture " + stated + ", but the run began with " + known.config());
        }
        PolicyWeights next = PolicyWeights.of(stated, update);
        if (known == null) {
            try {
                policy = open(stated);
            } catch (RuntimeException e) {
                next.close();
                throw e;
            }
        }
        weights.swap(next);
    }

    private static PolicyConfig architecture(PolicyUpdate update) {
        PolicyWeights.requireOwn(update);
        try {
            return Architecture.parse(update.architecture());
        } catch (IllegalArgumentException e) {
            throw new UpdateException(update.name() + ": " + e.getMessage(), e);
        }
    }

    private ServedPolicy open(PolicyConfig config) {
        MotFormat format = new MotFormat(tokenizer, config, decoder);
        DrawingConfig drawing = config.drawing();
        return new ServedPolicy(
                config,
                format,
                drawing == null ? null : new ImageDrawing(drawing, autoencoders.apply(drawing), tokenizer.special()));
    }

    @Override
    public HeldRollouts hold() {
        return new LeasedPolicy(
                policy(),
                tokenizer.special(),
                weights.lease().orElseThrow(() -> new IllegalStateException("this engine is closed")),
                clock);
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        try (HeldRollouts held = hold()) {
            return held.sample(requests, settings, dependency);
        }
    }

    @Override
    public DrawnGroups draw(List<RolloutRequest> requests, int group, FlowSettings settings) {
        try (HeldRollouts held = hold()) {
            return held.draw(requests, group, settings);
        }
    }

    @Override
    public void close() {
        weights.close();
        ServedPolicy known = policy;
        if (known != null) {
            known.close();
        }
    }
}
