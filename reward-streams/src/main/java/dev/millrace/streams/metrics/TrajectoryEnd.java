package dev.millrace.streams.metrics;

import dev.millrace.schemas.lineage.RecordedVersions;

/**
 * What became of a trajectory, and by whose word.
 *
 * @param figure the figure that counts it: {@code trained}, or {@code dropped/} and the reason
 * @param lineage of the learner's step; 0 where no step of the learner is meant
 * @param version that the step made; {@link RecordedVersions#NONE} where no step of the learner is meant, or it is not stated
 */
public record TrajectoryEnd(String figure, int lineage, int version) {

    /** An end that no rewind takes back. */
    public static TrajectoryEnd lasting(String figure) {
        return new TrajectoryEnd(figure, 0, RecordedVersions.NONE);
    }

    /** Whether a step of the learner made it, so that a rewind may take it back. */
    boolean isOfAStep() {
        return version != RecordedVersions.NONE;
    }
}
