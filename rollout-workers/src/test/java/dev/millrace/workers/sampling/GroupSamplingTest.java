package dev.millrace.workers.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.views.GroupDependency;
import dev.millrace.models.mot.views.PerturbedViews;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.workers.Samples;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GroupSamplingTest {

    @Test
    void shouldMakeAWholeGroupOfEachPrompt() {
        List<PromptOutcome> outcomes = GroupSamples.sampled(3, 2);

        assertThat(outcomes).hasSize(2).allSatisfy(outcome -> {
            List<Trajectory> group = ((PromptOutcome.Sampled) outcome).trajectories();
            assertThat(group).extracting(Trajectory::getIndex).containsExactly(0, 1, 2, 3);
            assertThat(group).allSatisfy(trajectory -> assertThat(
                            PackedInts.view(trajectory.getPolicyVersions()).toArray())
                    .containsExactly(5, 5));
        });
        assertThat(outcomes.get(0).group().value()).isEqualTo("r/0/3");
    }

    @Test
    void shouldDrawTheSameForAGroupWhateverItsBatch() {
        PromptOutcome alone = GroupSamples.sampled(4, 1).get(0);
        PromptOutcome amongOthers = GroupSamples.sampled(2, 5).get(2);

        assertThat(tokens(amongOthers)).isEqualTo(tokens(alone));
        assertThat(seed(amongOthers)).isEqualTo(seed(alone));
    }

    @Test
    void shouldDrawOtherwiseForAnotherGroupOrAnotherRunSeed() {
        List<ConsumedPrompt> prompt = List.of(Samples.consumed(0, 4));
        PromptOutcome first = GroupSamples.sampling(1)
                .sample(prompt, new Samples.SeededPolicy())
                .get(0);
        PromptOutcome otherSeed = GroupSamples.sampling(2)
                .sample(prompt, new Samples.SeededPolicy())
                .get(0);
        PromptOutcome otherGroup = GroupSamples.sampled(5, 1).get(0);

        assertThat(seed(otherSeed)).isNotEqualTo(seed(first));
        assertThat(seed(otherGroup)).isNotEqualTo(seed(first));
    }

    @Test
    void shouldRefuseOnlyThePromptOnWhichThePolicyFails() {
        List<ConsumedPrompt> prompts = consumed(4);
        long poison = GroupSeed.of(9, prompts.get(2).group());

        List<PromptOutcome> outcomes = GroupSamples.sampling(9).sample(prompts, failingFor(poison));

        assertThat(outcomes.get(2)).isInstanceOfSatisfying(PromptOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(DropReason.PROMPT_REJECTED);
            assertThat(refused.detail()).contains("poison");
        });
        assertThat(outcomes).filteredOn(PromptOutcome.Sampled.class::isInstance).hasSize(3);
    }

    @Test
    void shouldEndWhenThePolicyFailsForAllPrompts() {
        ServedPolicy broken = new Samples.SeededPolicy() {
            @Override
            public List<Rollout.Answers> answer(List<SamplingRequest> requests, SamplingSettings settings) {
                throw new IllegalStateException("no memory");
            }
        };

        assertThatThrownBy(() -> GroupSamples.sampling(9).sample(consumed(8), broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4 prompts in a row")
                .hasMessageContaining("no memory");
    }

    @Test
    void shouldEndWhenDrawingFailsForAllPromptsThoughAnswersSucceedBesideIt() {
        // Given
        GroupSampling sampling = GroupSamples.sampling(9);
        ServedPolicy answersOnly = new Samples.SeededPolicy();

        // When
        ThrowingCallable batches = () -> {
            for (long batch = 0; batch < 4; batch++) {
                sampling.sample(
                        List.of(
                                Samples.consumed(0, 2 * batch),
                                Samples.consumed(0, 2 * batch + 1, Samples.drawingPrompt("d" + batch))),
                        answersOnly);
            }
        };

        // Then
        assertThatThrownBy(batches)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("drawing failed for 4 prompts in a row")
                .hasMessageContaining("this policy only answers");
    }

    @Test
    void shouldDropAGroupWithALogProbabilityThatIsNotFinite() {
        ServedPolicy broken = new Samples.SeededPolicy() {
            @Override
            public List<Rollout.Answers> answer(List<SamplingRequest> requests, SamplingSettings settings) {
                return List.of(new Rollout.Answers(
                        List.of(Samples.completion(1, 1), Samples.completion(2, Float.NaN)), Optional.empty()));
            }
        };

        PromptOutcome outcome =
                GroupSamples.sampling(9).sample(consumed(1), broken).get(0);

        assertThat(outcome).isInstanceOfSatisfying(PromptOutcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(DropReason.NON_FINITE));
    }

    @Test
    void shouldPublishWhatWasMeasuredAndHow() {
        PromptOutcome outcome =
                GroupSamples.sampling(9).sample(consumed(1), measuring(0.25f)).get(0);

        assertThat(((PromptOutcome.Sampled) outcome).trajectories()).allSatisfy(trajectory -> {
            VisualDependency dependency = trajectory.getDependency();
            assertThat(PackedFloats.view(dependency.getStrong()).toArray()).containsExactly(0.25f, 1);
            assertThat(PackedFloats.view(dependency.getWeak()).toArray()).containsExactly(0, 0);
            assertThat(dependency.getEstimator()).isEqualTo("full_vocabulary");
            assertThat(dependency.getMaskSeed()).isEqualTo(77);
            assertThat(dependency.getMaskProbability()).isEqualTo(0.5f);
            assertThat(dependency.getNoiseSigma()).isEqualTo(0.05f);
            assertThat(dependency.getPolicyVersion()).isEqualTo(5);
        });
        assertThat(((PromptOutcome.Sampled) GroupSamples.sampled(0, 1).get(0)).trajectories())
                .allSatisfy(trajectory -> assertThat(trajectory.getDependency()).isNull());
    }

    @Test
    void shouldDropAGroupWithADivergenceThatIsNotFinite() {
        PromptOutcome outcome = GroupSamples.sampling(9)
                .sample(consumed(1), measuring(Float.POSITIVE_INFINITY))
                .get(0);

        assertThat(outcome).isInstanceOfSatisfying(PromptOutcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(DropReason.NON_FINITE));
    }

    private static ServedPolicy measuring(float first) {
        TokenDependency tokens = new TokenDependency(TokenValues.of(first, 1), TokenValues.of(0, 0));
        GroupDependency group = new GroupDependency(77, Collections.nCopies(GroupSamples.GROUP_SIZE, tokens));
        return new Samples.SeededPolicy() {
            @Override
            public List<Rollout.Answers> answer(List<SamplingRequest> requests, SamplingSettings settings) {
                MeasuredGroup measured =
                        new MeasuredGroup(group, new PerturbedViews(0.5, 0.05), Divergence.FULL_VOCABULARY);
                return super.answer(requests, settings).stream()
                        .map(answers -> new Rollout.Answers(answers.completions(), Optional.of(measured)))
                        .toList();
            }
        };
    }

    private static ServedPolicy failingFor(long poison) {
        return new Samples.SeededPolicy() {
            @Override
            public List<Rollout.Answers> answer(List<SamplingRequest> requests, SamplingSettings settings) {
                if (requests.stream().anyMatch(request -> request.seed() == poison)) {
                    throw new IllegalArgumentException("poison");
                }
                return super.answer(requests, settings);
            }
        };
    }

    private static List<ConsumedPrompt> consumed(int count) {
        return LongStream.range(0, count)
                .mapToObj(offset -> Samples.consumed(0, offset))
                .toList();
    }

    private static List<PackedInts> tokens(PromptOutcome outcome) {
        return ((PromptOutcome.Sampled) outcome)
                .trajectories().stream()
                        .map(trajectory -> PackedInts.view(trajectory.getTokens()))
                        .toList();
    }

    private static long seed(PromptOutcome outcome) {
        return ((PromptOutcome.Sampled) outcome).trajectories().get(0).getSeed();
    }
}
