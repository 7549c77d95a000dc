package dev.millrace.cli.follow;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A policy of one weight, a number, which is what it answers to every question. The engine does as its test says before it samples. */
final class NumberPolicy implements RolloutEngine {

    private static final String FAMILY = "number";
    private static final String WEIGHT = "number";

    private final Runnable beforeSampling;
    private final List<Integer> sampledBy = new ArrayList<>();
    private Optional<PolicyVersion> version = Optional.empty();
    private float number;

    NumberPolicy(Runnable beforeSampling) {
        this.beforeSampling = beforeSampling;
    }

    /** A version that answers a number. */
    static PolicyUpdate update(int version, float number) {
        return PolicyUpdate.full(
                new PolicyVersion(version),
                FAMILY,
                "{}",
                TensorEncoder.encode(Map.of(WEIGHT, Tensor.ofFloats(TensorShape.of(1), number))));
    }

    /** The versions that were sampled with, one entry for each call. */
    synchronized List<Integer> sampledBy() {
        return List.copyOf(sampledBy);
    }

    @Override
    public PolicyDescription description() {
        return new PolicyDescription(FAMILY, "{}", 2, 8, 8, Set.of());
    }

    @Override
    public PromptFormat format() {
        return new Format();
    }

    @Override
    public Optional<PolicyVersion> version() {
        return version;
    }

    @Override
    public void apply(PolicyUpdate update) {
        float[] read = new float[1];
        update.tensors().read(update.name(), new TensorSink() {
            @Override
            public void tensor(String name, TensorSource values) {
                read[0] = Tensor.copyOf(values).toFloats()[0];
            }
        });
        if (read[0] < 0) {
            throw new UpdateException(update.name() + ": numbers below 0 cannot be said");
        }
        number = read[0];
        version = Optional.of(update.version());
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        beforeSampling.run();
        PolicyVersion by = version.orElseThrow();
        synchronized (this) {
            sampledBy.add((int) by.value());
        }
        SampledAnswer answer = new SampledAnswer(
                Tokens.of(1),
                TokenValues.of(0),
                Optional.empty(),
                TokenVersions.all(by, 1),
                "<think> </think> " + Math.round(number),
                FinishReason.END_OF_SEQUENCE);
        return new SampledGroups(
                requests.stream()
                        .map(request -> new SampledGroup(List.of(answer), Optional.empty()))
                        .toList(),
                Duration.ZERO,
                Duration.ZERO);
    }

    @Override
    public void close() {
        // Holds nothing but the heap.
    }

    private static final class Format implements PromptFormat {

        @Override
        public EncodedPrompt encode(String text, List<EncodedImage> images) {
            return new EncodedPrompt.Ready(new PolicyInput(Tokens.of(0), List.of(), List.of()));
        }

        @Override
        public String decode(Tokens tokens) {
            return String.join(" ", pieces(tokens));
        }

        @Override
        public List<String> pieces(Tokens tokens) {
            return Collections.nCopies(tokens.length(), "n");
        }

        @Override
        public Set<Integer> stopIds() {
            return Set.of();
        }
    }
}
