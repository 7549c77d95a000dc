package dev.millrace.learner.commit;

import dev.millrace.policy.weights.AdapterForm;
import java.util.Optional;

/**
 * Where a run stands according to the log.
 *
 * @param version the newest version of the weights, 0 for a run that has only published its base policy
 * @param nextOffset offset of the experience log at which its next step begins
 * @param settledGroups groups trained or dropped by the learner
 * @param weightsSha256 SHA-256 of the payload of that version
 * @param architecture the policy's architecture as JSON
 * @param adapter the form of the adapter that the version is; empty for full weights
 */
public record CommittedState(
        int version,
        long nextOffset,
        long settledGroups,
        String weightsSha256,
        String architecture,
        Optional<AdapterForm> adapter) {}
