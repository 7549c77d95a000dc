package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.GROUP;
import static dev.millrace.streams.topology.AssemblyFixture.SIZE;
import static dev.millrace.streams.topology.AssemblyFixture.scoreOf;
import static dev.millrace.streams.topology.AssemblyFixture.trajectoryOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts and images in one run: each waits for its own scorers. */
class MixedTasksTest {

    @Test
    void shouldWaitForTheScorersOfImagesAlone() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given a group of images, and the scorers of texts abstain
            images(topology);
            for (int i = 0; i < SIZE; i++) {
                topology.abstained(i, "accuracy");
                topology.abstained(i, "knowledge");
                topology.score(i, "semantic", 0.1 * i);
            }
            assertThat(topology.experience()).isEmpty();

            // When
            for (int i = 0; i < SIZE; i++) {
                topology.score(i, "instruction", i % 2);
            }

            // Then
            assertThat(topology.experience()).singleElement().satisfies(experience -> assertThat(
                            experience.getTrajectories())
                    .extracting(ExperienceTrajectory::getLength)
                    .containsOnly(2));
        }
    }

    @Test
    void shouldNotWaitForScorersOfImagesWhereTextsAreJudged() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given
            topology.group();

            // When
            for (int i = 0; i < SIZE; i++) {
                topology.scored(i, i % 2, 1);
            }
            topology.abstained(0, "semantic");

            // Then: and an abstention that comes late is no late score
            assertThat(topology.experience()).hasSize(1);
            assertThat(topology.late()).isEmpty();
        }
    }

    @Test
    void shouldLeaveAScorerThatAbstainedForOneOutOfTheWholeGroup() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given
            topology.group();
            topology.abstained(0, "format");
            for (int i = 1; i < SIZE; i++) {
                topology.score(i, "format", 1);
            }

            // When
            for (int i = 0; i < SIZE; i++) {
                topology.score(i, "accuracy", i == 0 ? 1 : 0);
            }

            // Then: the first is not worse for lacking what the others have
            assertThat(topology.experience()).singleElement().satisfies(experience -> {
                List<ExperienceTrajectory> all = experience.getTrajectories();
                assertThat(all).allMatch(one -> !one.getComponents().containsKey("format"));
                assertThat(all.get(0).getReward()).isEqualTo(1);
                assertThat(all.get(1).getReward()).isEqualTo(0);
                assertThat(all.get(0).getAdvantage()).isCloseTo(1.4997, within(1e-3));
            });
        }
    }

    @Test
    void shouldSetAsideScoresOfAnotherReferee() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given
            topology.publish(
                    scoreOf(0, "semantic").setValue(0.5).setRefereeDigest("a").build());
            topology.publish(
                    scoreOf(1, "semantic").setValue(0.5).setRefereeDigest("a").build());
            topology.publish(
                    scoreOf(1, "knowledge").setValue(0.5).setRefereeDigest("b").build());

            // When
            topology.publish(
                    scoreOf(2, "semantic").setValue(0.5).setRefereeDigest("b").build());

            // Then
            assertThat(topology.deadLetters())
                    .containsExactly(
                            "the score of semantic for demo/0/0#2 comes of the referee b, but the run's earlier"
                                    + " scores come of a; give the scorer the first referee again, or begin a new run");
        }
    }

    @Test
    void shouldRefuseImagesWhoseStepsDoNotFitTheirSchedule() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // When
            topology.publish(image(0, flow(2, 12, 1f, 0.5f, 0.25f, 0f)));
            topology.publish(image(1, flow(0, 11, 1f, 0.5f, 0.25f, 0f)));
            topology.publish(image(2, flow(0, 12, 1f, 0.5f, 0.5f, 0f)));
            topology.publish(Trajectory.newBuilder(image(3, flow(0, 12, 1f, 0.5f, 0.25f, 0f)))
                    .setImage(null)
                    .build());

            // Then
            assertThat(topology.deadLetters())
                    .satisfiesExactly(
                            letter -> assertThat(letter)
                                    .contains(
                                            "2 recorded steps from step 2 on do not end before the last of the 3 steps"),
                            letter -> assertThat(letter).contains("holds 11 latent values", "need 12"),
                            letter -> assertThat(letter).contains("does not fall at step 1: 0.5, then 0.5"),
                            letter -> assertThat(letter).contains("a flow without its image"));
        }
    }

    private static void images(AssemblyFixture topology) {
        for (int i = 0; i < SIZE; i++) {
            topology.publish(image(i, flow(1, 12, 1f, 0.75f, 0.5f, 0.25f, 0f)));
        }
    }

    /** Two trained steps of two tokens of two values. */
    private static Trajectory image(int index, FlowTrace flow) {
        return trajectoryOf(GROUP, index)
                .setTokens(PackedInts.of().bytes())
                .setLogprobs(PackedFloats.of(-0.1f, -0.2f).bytes())
                .setPolicyVersions(PackedInts.of(3, 3).bytes())
                .setText("")
                .setImage(new ImageRef("x", "image/png"))
                .setFlow(flow)
                .build();
    }

    private static FlowTrace flow(int windowBegin, int latents, float... times) {
        return FlowTrace.newBuilder()
                .setTimes(PackedFloats.of(times).bytes())
                .setWindowBegin(windowBegin)
                .setLatentTokens(2)
                .setLatentSize(2)
                .setLatents(PackedFloats.of(new float[latents]).bytes())
                .setNoiseLevel(0.7f)
                .build();
    }
}
