package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.Optional;

/**
 * What a scorer is asked about.
 *
 * @param id the trajectory
 * @param prompt what the policy was asked, with reference answer and rules
 * @param text what it answered, without special tokens that end it
 * @param image what it drew; empty where the output is text
 */
public record Sample(TrajectoryId id, Prompt prompt, String text, Optional<ImageRef> image) {

    /** An answer in text. */
    public Sample(TrajectoryId id, Prompt prompt, String text) {
        this(id, prompt, text, Optional.empty());
    }

    /** @throws IllegalArgumentException if the trajectory's identity is malformed */
    static Sample of(Trajectory trajectory) {
        return new Sample(
                new TrajectoryId(new GroupId(trajectory.getGroupId()), trajectory.getIndex()),
                trajectory.getPrompt(),
                trajectory.getText(),
                Optional.ofNullable(trajectory.getImage()));
    }

    /** Whether its text is nothing to judge: an image was drawn, or asked for. */
    boolean drawn() {
        Task task = prompt.getTask();
        return image.isPresent() || task == Task.GENERATION || task == Task.EDITING;
    }
}
