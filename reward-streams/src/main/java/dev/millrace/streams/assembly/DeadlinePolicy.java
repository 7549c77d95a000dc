package dev.millrace.streams.assembly;

/** What becomes of a group that closes without all its scores, because they failed or did not come in time. */
public enum DeadlinePolicy {
    /** The trajectories concerned are dropped, the others are trained if enough of them are left. */
    DROP_TRAJECTORY,
    /** The stated value stands in for the missing score. */
    DEFAULT_VALUE,
    /** The whole group is dropped, also when trajectories are missing. */
    DROP_GROUP
}
