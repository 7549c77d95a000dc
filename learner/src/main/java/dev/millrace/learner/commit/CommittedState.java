package dev.millrace.learner.commit;

import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.schemas.lineage.Lineages;
import java.util.Optional;

/**
 * Where a run stands according to the log.
 *
 * @param version the newest version of the weights, 0 for a run that has only published its base policy
 * @param step the step that made it, or at which its lineage begins
 * @param lineages of the run so far
 * @param nextOffset offset of the experience log at which its next step begins
 * @param settledGroups groups trained or dropped by the learner
 * @param weightsSha256 SHA-256 of the payload of that version
 * @param architecture the policy's architecture as JSON
 * @param oldestCheckpoint step of the oldest checkpoint that the learner kept; -1 where it did not say so
 * @param adapter the form of the adapter that the version is; empty for full weights
 */
public record CommittedState(
        int version,
        int step,
        Lineages lineages,
        long nextOffset,
        long settledGroups,
        String weightsSha256,
        String architecture,
        int oldestCheckpoint,
        Optional<AdapterForm> adapter) {}
