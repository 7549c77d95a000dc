package dev.millrace.policy.checkpoint;

/**
 * A checkpoint whose files are whole: all that a run needs to go on exactly where it stood.
 *
 * @param files those of the policy, as its family has written them
 * @param state where the run stood
 */
public record Checkpoint(ModelSource files, TrainingState state) {}
