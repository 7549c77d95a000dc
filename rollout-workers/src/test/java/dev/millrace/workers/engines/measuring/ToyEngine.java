package dev.millrace.workers.engines.measuring;

import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An engine that samples what it is told to, and whose measure of a token is its version and the token. */
class ToyEngine implements RolloutEngine {

    static final DependencySettings VIEWS =
            new DependencySettings(Divergence.FULL_VOCABULARY, new ViewSettings(0.5, 0.05));

    private final List<Long> applied = new ArrayList<>();
    private final List<Long> open = new ArrayList<>();
    private List<SampledAnswer> next = List.of();
    private Optional<DependencySettings> asked = Optional.empty();
    private boolean closed;

    static PolicyUpdate update(long version) {
        return PolicyUpdate.full(new PolicyVersion(version), "toy", "{}", TensorEncoder.encode(Map.of()));
    }

    static RolloutRequest request(boolean hasImage) {
        List<EncodedImage> images = hasImage
                ? List.of(EncodedImage.of("image/png", "an image".getBytes(StandardCharsets.UTF_8)))
                : List.of();
        return new RolloutRequest(
                new PolicyInput(Tokens.of(1, 2), images, hasImage ? List.of(new ImageRun(0, 4, 2, 2)) : List.of()), 7);
    }

    /** An answer of one token for each version. */
    static SampledAnswer answer(int... versions) {
        return new SampledAnswer(
                Tokens.of(versions),
                TokenValues.of(new float[versions.length]),
                Optional.empty(),
                TokenVersions.of(versions),
                "",
                FinishReason.LENGTH);
    }

    void answers(SampledAnswer... answers) {
        next = List.of(answers);
    }

    /** How it was asked to measure what it samples. */
    Optional<DependencySettings> asked() {
        return asked;
    }

    /** Versions in the order in which they were applied. */
    List<Long> applied() {
        return applied;
    }

    /** Versions that are held. */
    List<Long> open() {
        return open;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public PolicyDescription description() {
        return new PolicyDescription("toy", "{}", 10, 10, 10, Set.of());
    }

    @Override
    public PromptFormat format() {
        throw new UnsupportedOperationException("prompts are made by hand");
    }

    @Override
    public Optional<PolicyVersion> version() {
        return applied.isEmpty() ? Optional.empty() : Optional.of(new PolicyVersion(newest()));
    }

    private long newest() {
        return applied.get(applied.size() - 1);
    }

    @Override
    public void apply(PolicyUpdate update) {
        applied.add(update.version().value());
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        asked = dependency;
        List<SampledGroup> groups = requests.stream()
                .map(request -> next.isEmpty()
                        ? new SampledGroup(List.of(), Optional.empty(), List.of(new LostAnswer(0, "away", "nobody")))
                        : new SampledGroup(next, Optional.empty()))
                .toList();
        return new SampledGroups(groups, Duration.ofSeconds(1), Duration.ZERO);
    }

    @Override
    public HeldRollouts hold() {
        long version = newest();
        open.add(version);
        return new HeldRollouts() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
                return ToyEngine.this.sample(requests, settings, dependency);
            }

            @Override
            public Optional<GroupDependency> measure(
                    RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
                List<TokenDependency> measured = answers.stream()
                        .map(answer -> new TokenDependency(values(answer, version), values(answer, -version)))
                        .toList();
                return Optional.of(new GroupDependency(request.seed(), settings, new PolicyVersion(version), measured));
            }

            @Override
            public void close() {
                open.remove(Long.valueOf(version));
            }
        };
    }

    private static TokenValues values(Tokens answer, long by) {
        float[] values = new float[answer.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * by + answer.at(i);
        }
        return TokenValues.of(values);
    }

    @Override
    public void close() {
        closed = true;
    }
}
