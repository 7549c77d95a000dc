package dev.millrace.cli.faults;

import java.util.Locale;

/** What can be done to a run. */
public enum FaultKind {
    KILL_WORKER,
    KILL_SCORERS,
    KILL_STREAMS,
    KILL_LEARNER,
    /** Killed when its records are sent and its transaction is open. */
    KILL_LEARNER_SENT,
    /** Killed when its weights are changed and nothing is sent. */
    KILL_LEARNER_TRAINED,
    /** Killed when its transaction is committed and no checkpoint is written. */
    KILL_LEARNER_COMMITTED,
    KILL_BROKER,
    PAUSE_WORKER,
    PAUSE_STREAMS,
    PAUSE_LEARNER,
    /** All connections to the broker end, and none is let through for a while. */
    CUT_OFF,
    /** Everything to and from the broker is held up. */
    DELAY,
    /** The registry does not answer while a role that needs it starts. */
    REGISTRY_DOWN,
    /** Records that are none, on every topic. */
    POISON,
    /** The streams are killed and lose their folder. */
    STATE_DELETED,
    /** A learner that stands still is replaced, and then goes on. */
    ZOMBIE_LEARNER,
    /** A second worker and a second instance of the streams join, and are killed. */
    REBALANCE,
    /** The connections of this role alone end, and none is let through for a while; all others go on. */
    CUT_OFF_WORKER,
    CUT_OFF_SCORERS,
    CUT_OFF_STREAMS,
    CUT_OFF_LEARNER,
    /** The file system that holds the state of the streams is full while they run and when they start. */
    DISK_FULL;

    /** As it stands in settings and tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
