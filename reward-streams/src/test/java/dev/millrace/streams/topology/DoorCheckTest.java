package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.GROUP;
import static dev.millrace.streams.topology.AssemblyFixture.trajectoryOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.reshaping.Measure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DoorCheckTest {

    @Test
    void shouldRefuseALogProbabilityAbove0() {
        // Given
        Trajectory trajectory = trajectoryOf(GROUP, 0)
                .setLogprobs(PackedFloats.of(-0.1f, 0.5f, -0.3f).bytes())
                .build();

        // When
        HeldTrajectory held = DoorCheck.check(trajectory, Measure.NOTHING, 0, 0);

        // Then
        assertThat(held)
                .isEqualTo(new HeldTrajectory.Refused(
                        0,
                        DropReason.UNREADABLE,
                        "logprobs of token 1 is 0.5, which is no logarithm of a probability"));
    }

    @Test
    void shouldRefuseWhatWasCutOff() {
        // Given
        Trajectory aborted =
                trajectoryOf(GROUP, 2).setFinishReason(FinishReason.ABORT).build();

        // When
        HeldTrajectory held = DoorCheck.check(aborted, Measure.NOTHING, 0, 0);

        // Then
        assertThat(held)
                .isEqualTo(new HeldTrajectory.Refused(
                        2, DropReason.MISMATCH, "it was cut off (finish_reason ABORT), and no answer ends so"));
    }

    private static Stream<Arguments> impossible() {
        return Stream.of(
                Arguments.of(
                        trajectoryOf(GROUP, 0)
                                .setEntropies(PackedFloats.of(0.1f, 0.5f, -0.3f).bytes()),
                        "entropies of token 2 is -0.3, which is below 0"),
                Arguments.of(
                        trajectoryOf(GROUP, 0)
                                .setPolicyVersions(PackedInts.of(4, -1, 4).bytes()),
                        "policy_versions of token 1 is -1, which is below 0"),
                Arguments.of(
                        trajectoryOf(GROUP, 0).setDependency(dependency(-1, 0)),
                        "dependency.strong of token 0 is -1.0, which is below 0"),
                Arguments.of(
                        trajectoryOf(GROUP, 0).setDependency(dependency(0, -1)),
                        "dependency.weak of token 0 is -1.0, which is below 0"));
    }

    private static VisualDependency dependency(float strong, float weak) {
        return new VisualDependency(
                PackedFloats.of(strong, 1, 1).bytes(),
                PackedFloats.of(weak, 1, 1).bytes(),
                "k3",
                1L,
                0.5f,
                0.1f,
                0);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void shouldRefuseNumbersThatCannotBe(Trajectory.Builder trajectory, String cause) {
        assertThat(DoorCheck.check(trajectory.build(), Measure.NOTHING, 0, 0))
                .isEqualTo(new HeldTrajectory.Refused(0, DropReason.UNREADABLE, cause));
    }

    @Test
    void shouldTakeWhatRoundingLeavesAbove0() {
        // Given
        Trajectory trajectory = trajectoryOf(GROUP, 0)
                .setLogprobs(PackedFloats.of(0, 1e-6f, -0.3f).bytes())
                .setEntropies(PackedFloats.of(0, -1e-6f, 0.3f).bytes())
                .build();

        // When / Then
        assertThat(DoorCheck.check(trajectory, Measure.NOTHING, 0, 0)).isInstanceOf(HeldTrajectory.Usable.class);
    }
}
