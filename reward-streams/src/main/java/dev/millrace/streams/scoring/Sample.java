package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a scorer is asked about.
 *
 * @param id the trajectory
 * @param prompt what the policy was asked, with reference answer and rules
 * @param text what it answered, without special tokens that end it
 * @param image what it drew; empty where the output is text
 * @param tokens the ids of its tokens; none where it drew, or was made by hand
 * @param groupSize how many were sampled for the prompt; 1 where nobody knows of others
 */
public record Sample(
        TrajectoryId id, Prompt prompt, String text, Optional<ImageRef> image, PackedInts tokens, int groupSize) {

    /** One that stands alone, and of which no tokens are known. */
    public Sample(TrajectoryId id, Prompt prompt, String text, Optional<ImageRef> image) {
        this(id, prompt, text, image, PackedInts.of(), 1);
    }

    /** An answer in text that stands alone. */
    public Sample(TrajectoryId id, Prompt prompt, String text) {
        this(id, prompt, text, Optional.empty());
    }

    /** @throws IllegalArgumentException if the trajectory's identity is malformed */
    static Sample of(Trajectory trajectory) {
        return new Sample(
                new TrajectoryId(new GroupId(trajectory.getGroupId()), trajectory.getIndex()),
                trajectory.getPrompt(),
                trajectory.getText(),
                Optional.ofNullable(trajectory.getImage()),
                tokens(trajectory.getTokens()),
                trajectory.getGroupSize());
    }

    /** A payload that is no array is for the assembly to refuse; here it is no tokens. */
    private static PackedInts tokens(ByteBuffer packed) {
        return packed.remaining() % Integer.BYTES == 0 ? PackedInts.view(packed) : PackedInts.of();
    }

    /** Whether its text is nothing to judge: an image was drawn, or asked for. */
    boolean drawn() {
        Task task = prompt.getTask();
        return image.isPresent() || task == Task.GENERATION || task == Task.EDITING;
    }
}
