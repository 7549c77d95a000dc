package dev.millrace.streams.assembly;

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
     * A score.
     *
     * @param score all of it
     */
    record ScoreArrived(HeldScore score) implements GroupEvent {}
}
