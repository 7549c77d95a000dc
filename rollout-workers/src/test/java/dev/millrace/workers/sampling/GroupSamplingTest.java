package dev.millrace.workers.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.LogProbMode;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.Rollouts;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledBy;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.provenance.CodeVersion;
import dev.millrace.workers.Samples;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
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
        Rollouts broken = new Samples.SeededPolicy() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
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
        PreparedSampling sampling = GroupSamples.sampling(9);
        Rollouts answersOnly = new Samples.SeededPolicy();

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
        Rollouts broken = new Samples.SeededPolicy() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
                return Samples.groups(List.of(new SampledGroup(
                        List.of(Samples.answer(1, 1), Samples.answer(2, Float.NaN)), Optional.empty())));
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

    private static Rollouts measuring(float first) {
        TokenDependency tokens = new TokenDependency(TokenValues.of(first, 1), TokenValues.of(0, 0));
        GroupDependency measured = new GroupDependency(
                77,
                new DependencySettings(Divergence.FULL_VOCABULARY, new ViewSettings(0.5, 0.05)),
                new PolicyVersion(5),
                Collections.nCopies(GroupSamples.GROUP_SIZE, tokens));
        return new Samples.SeededPolicy() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
                return Samples.groups(super.sample(requests, settings, dependency).groups().stream()
                        .map(group -> new SampledGroup(group.answers(), Optional.of(measured)))
                        .toList());
            }
        };
    }

    private static Rollouts failingFor(long poison) {
        return new Samples.SeededPolicy() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
                if (requests.stream().anyMatch(request -> request.seed() == poison)) {
                    throw new IllegalArgumentException("poison");
                }
                return super.sample(requests, settings, dependency);
            }
        };
    }

    @Test
    void shouldPublishWhatAnEngineWithSeveralVersionsAndNoEntropiesSays() {
        // Given
        Rollouts changing = answering(new SampledAnswer(
                Tokens.of(7, 8, 9),
                TokenValues.of(-1, -2, -3),
                Optional.empty(),
                TokenVersions.of(5, 5, 6),
                "seven eight nine",
                FinishReason.LENGTH));

        // When
        PromptOutcome outcome =
                GroupSamples.sampling(9).sample(consumed(1), changing).get(0);

        // Then
        assertThat(((PromptOutcome.Sampled) outcome).trajectories()).allSatisfy(trajectory -> {
            assertThat(PackedInts.view(trajectory.getPolicyVersions()).toArray())
                    .containsExactly(5, 5, 6);
            assertThat(trajectory.getEntropies().remaining()).isZero();
            assertThat(trajectory.getText()).isEqualTo("seven eight nine");
        });
    }

    @Test
    void shouldSayHowAServerSampled() {
        // Given an answer of a server, which ended at a stop text
        SampledBy by = new SampledBy(
                "vllm",
                "0.32.0",
                "http://sampler:8000",
                "r-7",
                "run@v6",
                LogProbMode.PROCESSED,
                false,
                2,
                new SampledBy.Timing(
                        Optional.of(Duration.ofMillis(5)), Optional.empty(), Optional.of(Duration.ofMillis(90))));
        Rollouts server = answering(new SampledAnswer(
                Tokens.of(7, 8, 9),
                TokenValues.of(-1, -2, -3),
                Optional.empty(),
                TokenVersions.of(5, 5, 6),
                "seven eight",
                FinishReason.STOP,
                Optional.of(" nine"),
                by));

        // When
        PromptOutcome outcome =
                GroupSamples.sampling(9).sample(consumed(1), server).get(0);

        // Then
        assertThat(((PromptOutcome.Sampled) outcome).trajectories()).allSatisfy(trajectory -> {
            SamplingTerms terms = Objects.requireNonNull(trajectory.getSampling());
            assertThat(terms.getEngine() + terms.getEngineVersion() + terms.getAddress())
                    .isEqualTo("vllm0.32.0http://sampler:8000");
            assertThat(terms.getRequestId() + terms.getWeights()).isEqualTo("r-7run@v6");
            assertThat(terms.getLogProbs()).isEqualTo(dev.millrace.schemas.avro.LogProbMode.PROCESSED);
            assertThat(terms.getRepeats()).isFalse();
            assertThat(terms.getAttempt()).isEqualTo(2);
            assertThat(terms.getMaxTokens()).isEqualTo(8);
            assertThat(terms.getDigests()).isEqualTo(new PromptDigests("1".repeat(64), "", ""));
            assertThat(terms.getQueueMs()).isEqualTo(5);
            assertThat(terms.getFirstTokenMs()).isNull();
            assertThat(terms.getTotalMs()).isEqualTo(90);
            assertThat(trajectory.getStopString()).isEqualTo(" nine");
            assertThat(trajectory.getFinishReason()).isEqualTo(dev.millrace.schemas.avro.FinishReason.STOP);
        });
    }

    @Test
    void shouldSayWhereTheImagesOfThePromptStandAndWhichFiltersWereOn() {
        // Given
        TrajectoryAssembly assembly = new TrajectoryAssembly(
                "w1",
                new SamplingSettings(2, 0.5, 8, new TokenFilters(0.9, 40, 0.05, List.of("no")), List.of("###")),
                FormatDigests.NONE,
                Clock.systemUTC());
        EncodedImage image = PngCodec.encode(RgbImage.of(28, 56, new byte[28 * 56 * 3]));
        PolicyInput input = new PolicyInput(Tokens.of(1, 2), List.of(image), List.of(new ImageRun(1, 2, 2, 4)));
        SampledAnswer answer = new SampledAnswer(
                Tokens.of(7),
                TokenValues.of(-1),
                Optional.empty(),
                TokenVersions.of(5),
                "seven",
                FinishReason.ABORT,
                Optional.empty(),
                SampledBy.local(true, Duration.ofMillis(3)));

        // When
        List<Trajectory> trajectories = assembly.trajectories(
                (ConsumedPrompt.Readable) Samples.consumed(0, 4),
                new RolloutRequest(input, 9),
                new Rollout.Answers(new SampledGroup(List.of(answer, answer), Optional.empty())));

        // Then
        assertThat(trajectories).hasSize(2).allSatisfy(trajectory -> {
            SamplingTerms terms = Objects.requireNonNull(trajectory.getSampling());
            assertThat(trajectory.getImageRuns()).containsExactly(new ImageSpan(1, 2, 1, 2, 4));
            assertThat(trajectory.getFinishReason()).isEqualTo(dev.millrace.schemas.avro.FinishReason.ABORT);
            assertThat(terms.getEngine()).isEqualTo("local");
            assertThat(terms.getEngineVersion()).isEqualTo(CodeVersion.current());
            assertThat(terms.getLogProbs()).isEqualTo(dev.millrace.schemas.avro.LogProbMode.TEMPERED);
            assertThat(List.of(terms.getTopP(), terms.getTopK(), terms.getMinP()))
                    .isEqualTo(List.of(0.9f, 40, 0.05f));
            assertThat(terms.getStop()).containsExactly("###");
            assertThat(terms.getBadWords()).containsExactly("no");
            assertThat(terms.getDigests()).isNull();
        });
    }

    private static Rollouts answering(SampledAnswer answer) {
        return new Samples.SeededPolicy() {
            @Override
            public SampledGroups sample(
                    List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
                return Samples.groups(List.of(new SampledGroup(List.of(answer, answer), Optional.empty())));
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
