package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.GROUP;
import static dev.millrace.streams.topology.AssemblyFixture.trajectoryOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.reshaping.Measure;
import org.junit.jupiter.api.Test;

class TrajectoryCheckTest {

    @Test
    void shouldRefuseALogProbabilityAbove0() {
        // Given
        Trajectory trajectory = trajectoryOf(GROUP, 0)
                .setLogprobs(PackedFloats.of(-0.1f, 0.5f, -0.3f).bytes())
                .build();

        // When
        HeldTrajectory held = TrajectoryCheck.check(trajectory, Measure.NOTHING, 0, 0);

        // Then
        assertThat(held)
                .isEqualTo(new HeldTrajectory.Refused(
                        0,
                        DropReason.UNREADABLE,
                        "logprobs of token 1 is 0.5, which is no logarithm of a probability"));
    }

    @Test
    void shouldTakeWhatRoundingLeavesAbove0() {
        // Given
        Trajectory trajectory = trajectoryOf(GROUP, 0)
                .setLogprobs(PackedFloats.of(0, 1e-6f, -0.3f).bytes())
                .build();

        // When / Then
        assertThat(TrajectoryCheck.check(trajectory, Measure.NOTHING, 0, 0)).isInstanceOf(HeldTrajectory.Usable.class);
    }
}
