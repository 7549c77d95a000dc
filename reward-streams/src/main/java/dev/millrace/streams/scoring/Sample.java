package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;

/**
 * What a scorer is asked about.
 *
 * @param id the trajectory
 * @param prompt what the policy was asked, with reference answer and rules
 * @param text what it answered, without special tokens that end it
 */
public record Sample(TrajectoryId id, Prompt prompt, String text) {

    /** @throws IllegalArgumentException if the trajectory's identity is malformed */
    static Sample of(Trajectory trajectory) {
        return new Sample(
                new TrajectoryId(new GroupId(trajectory.getGroupId()), trajectory.getIndex()),
                trajectory.getPrompt(),
                trajectory.getText());
    }
}
