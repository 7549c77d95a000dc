package dev.millrace.streams.topology;

import dev.millrace.streams.assembly.Decision;
import dev.millrace.streams.assembly.SettledGroup;
import java.time.Duration;

/** What the assembly counts. Thread-safe. */
interface AssemblyMetrics {

    /** The number of open groups of a task changed by this much. */
    void open(int change);

    /** The oldest open group of a task has this age; zero if none is open. */
    void oldest(Duration age);

    /** A group closed, this long after its first record. */
    void closed(Decision.Close close, Duration age);

    /** The tokens of a group that will be trained were credited. */
    void credited(SettledGroup group);

    /** A record was known already. */
    void duplicate();

    /** A score could not be used. */
    void late();

    /** A record lies on another partition than its key's. */
    void misplaced();

    /** A score came from a scorer that has no weight. */
    void scoreOfOtherScorer();
}
