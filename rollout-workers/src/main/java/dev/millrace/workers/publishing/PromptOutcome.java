package dev.millrace.workers.publishing;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.workers.prompts.ConsumedPrompt;
import java.util.List;

/** What became of one prompt. */
public sealed interface PromptOutcome {

    /** Longest reason of a refusal, in characters. */
    int LONGEST_DETAIL = 2_000;

    ConsumedPrompt prompt();

    default GroupId group() {
        return prompt().group();
    }

    /**
     * A whole group was sampled.
     *
     * @param trajectories all of the group, by index from 0
     * @param images that the trajectories name, each content once; none for answers
     */
    record Sampled(ConsumedPrompt prompt, List<Trajectory> trajectories, List<ImageBlob> images)
            implements PromptOutcome {

        /** @throws IllegalArgumentException if a trajectory is missing, of another group or out of place */
        public Sampled {
            trajectories = List.copyOf(trajectories);
            images = List.copyOf(images);
            if (trajectories.isEmpty()) {
                throw new IllegalArgumentException("group " + prompt.group() + " has no trajectories");
            }
            for (int i = 0; i < trajectories.size(); i++) {
                Trajectory trajectory = trajectories.get(i);
                if (trajectory.getIndex() != i
                        || trajectory.getGroupSize() != trajectories.size()
                        || !trajectory.getGroupId().equals(prompt.group().value())) {
                    throw new IllegalArgumentException("trajectory " + trajectory.getIndex() + " of "
                            + trajectory.getGroupSize() + " of group " + trajectory.getGroupId() + " stands at place "
                            + i + " of " + trajectories.size() + " of group " + prompt.group());
                }
            }
        }
    }

    /**
     * Nothing will be sampled: the prompt is dropped as a whole and goes to the dead letters.
     *
     * @param cause why, with what to do about it
     */
    record Refused(ConsumedPrompt prompt, DropReason reason, RuntimeException cause) implements PromptOutcome {

        /** The reason in words; what quotes more of a bad prompt than anybody reads is cut. */
        public String detail() {
            String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            return message.substring(0, Math.min(message.length(), LONGEST_DETAIL));
        }
    }
}
