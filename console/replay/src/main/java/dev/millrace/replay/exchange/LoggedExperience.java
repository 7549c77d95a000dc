package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.packed.PackedFloats;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Experience as a logged group holds it: the advantages of all tokens are written out. */
public final class LoggedExperience {

    private LoggedExperience() {}

    /** The same with the token advantages that follow from the advantage, where a trajectory has none of its own. */
    public static Experience expanded(Experience experience) {
        return Experience.newBuilder(experience)
                .setTrajectories(experience.getTrajectories().stream()
                        .map(LoggedExperience::expanded)
                        .toList())
                .build();
    }

    private static ExperienceTrajectory expanded(ExperienceTrajectory trajectory) {
        return trajectory.getTokenAdvantages() != null
                ? trajectory
                : ExperienceTrajectory.newBuilder(trajectory)
                        .setTokenAdvantages(same(trajectory.getAdvantage(), trajectory.getLength()))
                        .build();
    }

    /** The advantage of a trajectory for each of its tokens, rounded to float32 as in training. */
    static ByteBuffer same(double advantage, int length) {
        float[] values = new float[length];
        Arrays.fill(values, (float) advantage);
        return PackedFloats.of(values).bytes();
    }
}
