package dev.millrace.workers.engines.measuring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What samples measures nothing; a policy here does, with the version that sampled. */
class MeasuredHereTest {

    private static final SamplingSettings SETTINGS = new SamplingSettings(2, 1, 4);

    private final ToyEngine sampler = new ToyEngine();
    private final ToyEngine local = new ToyEngine();
    private final MeasuredHere engine = new MeasuredHere(sampler, local, 2);

    @AfterEach
    void close() {
        engine.close();
    }

    private void apply(long... versions) {
        for (long version : versions) {
            engine.apply(ToyEngine.update(version));
        }
    }

    private SampledGroup sampled() {
        try (HeldRollouts held = engine.hold()) {
            return held.sample(List.of(ToyEngine.request(true)), SETTINGS, Optional.of(ToyEngine.VIEWS))
                    .groups()
                    .get(0);
        }
    }

    @Test
    void shouldMeasureEachAnswerByTheVersionThatSampledIt() {
        // Given answers of a server that has gone on to version 4 meanwhile
        apply(3, 4);
        sampler.answers(ToyEngine.answer(3, 3), ToyEngine.answer(4), ToyEngine.answer(3));

        // When
        GroupDependency measured = sampled().dependency().orElseThrow();

        // Then
        assertThat(measured.versions())
                .containsExactly(new PolicyVersion(3), new PolicyVersion(4), new PolicyVersion(3));
        assertThat(measured.answers())
                .extracting(answer -> answer.strong().at(0))
                .containsExactly(303f, 404f, 303f);
        assertThat(sampler.asked()).isEmpty();
        assertThat(engine.description().can(Ability.MEASURES_DEPENDENCY)).isTrue();
    }

    @Test
    void shouldMeasureTokensOfSeveralVersionsByTheOldest() {
        apply(3, 4);
        sampler.answers(ToyEngine.answer(4, 3), ToyEngine.answer(4, 4));

        GroupDependency measured = sampled().dependency().orElseThrow();

        assertThat(measured.versions()).containsExactly(new PolicyVersion(3), new PolicyVersion(4));
    }

    @Test
    void shouldMeasureNothingWithOtherWeights() {
        // Given two versions that are held, and an answer by one before them
        apply(3, 4, 5);
        sampler.answers(ToyEngine.answer(5), ToyEngine.answer(3));

        // When
        SampledGroup group = sampled();

        // Then
        assertThat(group.answers()).hasSize(2);
        assertThat(group.dependency()).isEmpty();
        assertThat(engine.figures())
                .containsEntry("dependency/not_measured", 1.0)
                .containsEntry("dependency/versions_held", 2.0);
        assertThat(local.open()).containsExactly(4L, 5L);
    }

    @Test
    void shouldHoldAVersionBeforeItIsSampledWith() {
        ToyEngine refusing = new ToyEngine() {
            @Override
            public void apply(PolicyUpdate update) {
                assertThat(local.applied()).contains(update.version().value());
                throw new UpdateException("no server took it", new IOException());
            }
        };
        try (MeasuredHere tried = new MeasuredHere(refusing, local, 2)) {
            for (int i = 0; i < 3; i++) {
                assertThat(refusal(tried)).isEqualTo("no server took it");
            }
        }

        assertThat(local.applied()).as("what is held already is not read again").containsExactly(6L);
    }

    private static String refusal(MeasuredHere engine) {
        try {
            engine.apply(ToyEngine.update(6));
            return "";
        } catch (UpdateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void shouldLeaveOutPromptsWithoutImagesAndGroupsWithoutAnswers() {
        apply(3);
        sampler.answers(ToyEngine.answer(3));

        List<SampledGroup> text = engine.sample(
                        List.of(ToyEngine.request(false)), SETTINGS, Optional.of(ToyEngine.VIEWS))
                .groups();
        sampler.answers();
        SampledGroup lost = sampled();

        assertThat(text.get(0).dependency()).isEmpty();
        assertThat(lost.lost()).hasSize(1);
        assertThat(engine.figures()).containsEntry("dependency/not_measured", 0.0);
    }

    @Test
    void shouldCloseBoth() {
        apply(3);

        engine.close();

        assertThat(sampler.isClosed()).isTrue();
        assertThat(local.isClosed()).isTrue();
        assertThat(local.open()).isEmpty();
    }
}
