package dev.millrace.models.qwen.local;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sampling with one version, which closing this lets go of. */
final class HeldModel implements HeldRollouts {

    private final ServedModel model;
    private final HeldWeights weights;
    private final Clock clock;

    /** Takes over the hold. */
    HeldModel(ServedModel model, HeldWeights weights, Clock clock) {
        this.model = model;
        this.weights = weights;
        this.clock = clock;
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        GroupSampler sampler =
                new GroupSampler(weights.network(), model.format().stopIds());
        Instant begun = clock.instant();
        List<List<DrawnAnswers.Answer>> drawn = new ArrayList<>();
        for (RolloutRequest request : requests) {
            drawn.add(sampler.sample(model.prompts().prompt(request.input()), request.seed(), settings)
                    .answers());
        }
        Instant sampled = clock.instant();
        ViewMeter meter = new ViewMeter(model.prompts(), weights.network(), weights.version());
        List<SampledGroup> groups = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            RolloutRequest request = requests.get(i);
            List<DrawnAnswers.Answer> answers = drawn.get(i);
            Optional<GroupDependency> measured =
                    dependency.flatMap(wanted -> meter.measure(request, answers, settings.temperature(), wanted));
            groups.add(new SampledGroup(answers.stream().map(this::answer).toList(), measured));
        }
        return new SampledGroups(groups, Duration.between(begun, sampled), Duration.between(sampled, clock.instant()));
    }

    private SampledAnswer answer(DrawnAnswers.Answer answer) {
        PolicyVersion version = weights.version();
        return new SampledAnswer(
                answer.tokens(),
                answer.logProbs(),
                Optional.of(answer.entropies()),
                TokenVersions.all(version, answer.tokens().length()),
                model.format().decode(answer.tokens()),
                answer.reason());
    }

    @Override
    public void close() {
        weights.release();
    }
}
