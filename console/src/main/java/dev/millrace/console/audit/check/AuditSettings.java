package dev.millrace.console.audit.check;

import dev.millrace.console.audit.evidence.GroupEvidence;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reward.OutputKind;
import java.util.SortedSet;

/**
 * The settings of the run, as far as its records depend on them.
 *
 * @param credit what decides the numbers of an experience
 * @param assembly when and how groups close
 * @param batchGroups groups of one step of the learner, where its steps do not say it
 * @param maxStaleness versions that a trained token may be old, where the steps do not say it
 * @param isDrained whether the run is known to have come to rest, so that nothing may be pending any more
 */
public record AuditSettings(
        CreditSettings credit, AssemblyConfig assembly, int batchGroups, int maxStaleness, boolean isDrained) {

    /** The scorers that a group waits for. */
    SortedSet<String> required(GroupEvidence group) {
        return credit.reward().requiredScorers(group.isOfImages() ? OutputKind.IMAGE : OutputKind.TEXT);
    }
}
