package dev.millrace.models.qwen.local;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledBy;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.text.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sampling with one version, which closing this lets go of. */
final class HeldModel implements HeldRollouts {

    private final ServedModel model;
    private final HeldWeights weights;
    private final Clock clock;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over the hold. */
    HeldModel(ServedModel model, HeldWeights weights, Clock clock) {
        this.model = model;
        this.weights = weights;
        this.clock = clock;
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        requireOpen();
        GroupSampler sampler =
                new GroupSampler(weights.network(), model.format().tokenizer());
        Instant begun = clock.instant();
        List<List<DrawnAnswers.Answer>> drawn = new ArrayList<>();
        List<SampledBy> by = new ArrayList<>();
        for (RolloutRequest request : requests) {
            Instant asked = clock.instant();
            drawn.add(sampler.sample(model.prompts().prompt(request.input()), request.seed(), settings)
                    .answers());
            by.add(SampledBy.local(
                    model.description().can(Ability.REPEATS_BY_SEED), Duration.between(asked, clock.instant())));
        }
        Instant sampled = clock.instant();
        ViewMeter meter = new ViewMeter(model.prompts(), weights.network(), weights.version());
        List<SampledGroup> groups = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            RolloutRequest request = requests.get(i);
            List<DrawnAnswers.Answer> answers = drawn.get(i);
            List<ViewMeter.Answer> known =
                    answers.stream().map(ViewMeter.Answer::of).toList();
            Optional<GroupDependency> measured =
                    dependency.flatMap(wanted -> meter.measure(request, known, settings.temperature(), wanted));
            SampledBy sampledBy = by.get(i);
            groups.add(new SampledGroup(
                    answers.stream().map(answer -> answer(answer, sampledBy)).toList(), measured));
        }
        return new SampledGroups(groups, Duration.between(begun, sampled), Duration.between(sampled, clock.instant()));
    }

    @Override
    public Optional<GroupDependency> measure(
            RolloutRequest request, List<Tokens> answers, double temperature, DependencySettings settings) {
        requireOpen();
        return new ViewMeter(model.prompts(), weights.network(), weights.version())
                .measure(request, answers.stream().map(ViewMeter.Answer::of).toList(), temperature, settings);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the hold of version " + weights.version() + " is closed");
        }
    }

    private SampledAnswer answer(DrawnAnswers.Answer answer, SampledBy by) {
        PolicyVersion version = weights.version();
        return new SampledAnswer(
                answer.tokens(),
                answer.logProbs(),
                Optional.of(answer.entropies()),
                TokenVersions.all(version, answer.tokens().length()),
                answer.text(),
                answer.reason(),
                answer.stopText(),
                by);
    }

    /** Lets go; a second time does nothing, for another may hold the same weights. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            weights.release();
        }
    }
}
