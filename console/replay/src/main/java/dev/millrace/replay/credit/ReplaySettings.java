package dev.millrace.replay.credit;

import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.CreditSettings;
import org.jspecify.annotations.Nullable;

/**
 * How groups are replayed.
 *
 * @param assembly what becomes of missing and failed scores, and the deadline
 * @param credit composition, estimator, reshaper
 * @param again {@code settle} takes what had come when a group closed, {@code rerun} lets everything come in again
 * @param missing what a missing score of a group is that no run has settled
 * @param newRun run of the groups that are written; null keeps theirs
 * @param runSeed seed that stands in the experiences; null where it is not known
 */
public record ReplaySettings(
        AssemblyConfig assembly,
        CreditSettings credit,
        Again again,
        Missing missing,
        @Nullable RunId newRun,
        @Nullable Long runSeed) {

    /** How far back it goes. */
    public enum Again {
        SETTLE,
        RERUN
    }

    /** What a score is that a foreign group lacks. */
    public enum Missing {
        /** A fault of the file. */
        ERROR,
        /** Left to {@code assembly.policy}, as in a run. */
        POLICY
    }
}
