package dev.millrace.streams.assembly;

import java.util.List;

/** What can come for a group. It was checked by itself; whether it fits the group is for the group to say. */
public sealed interface GroupEvent {

    /**
     * A trajectory.
     *
     * @param prompt what it says of its group
     * @param trajectory what is kept of it
     */
    record TrajectoryArrived(PromptFacts prompt, HeldTrajectory trajectory) implements GroupEvent {}

    /**
     * What one record says: each counts as if it had come alone, and what becomes of the group is decided when all are in.
     *
     * @param scores all of each
     */
    record ScoresArrived(List<HeldScore> scores) implements GroupEvent {

        public ScoresArrived {
            scores = List.copyOf(scores);
        }
    }
}
