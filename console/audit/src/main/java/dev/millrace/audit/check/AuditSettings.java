package dev.millrace.audit.check;

import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reward.OutputKind;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/**
 * The settings of the run, as far as its records depend on them and do not state them themselves.
 *
 * @param credit what decides the numbers of an experience
 * @param assembly when and how groups close, where their experience does not say it
 * @param batchGroups groups of one step of the learner, where its steps do not say it
 * @param maxStaleness versions that a trained token may be old, where the steps do not say it
 * @param isDrained whether the run is known to have come to rest, so that nothing may be pending any more
 */
public record AuditSettings(
        CreditSettings credit, AssemblyConfig assembly, int batchGroups, int maxStaleness, boolean isDrained) {

    /** The policy under which a value stands in for a missing score, as records write it. */
    static final String DEFAULT_VALUE = "default_value";

    /** By which settings a group was assembled: as its experience states, or, in records of an earlier release, as given. */
    AssemblyTerms terms(Experience experience) {
        AssemblyTerms stated = experience.getAssembly();
        return stated != null
                ? stated
                : new AssemblyTerms(
                        assembly.deadline().toMillis(),
                        assembly.policy().name().toLowerCase(Locale.ROOT),
                        assembly.minGroupSize(),
                        assembly.defaultValue(),
                        null);
    }

    /** Whether a value may stand in for a score that failed or is missing. */
    static boolean standsIn(AssemblyTerms terms, double value) {
        return terms.getPolicy().equals(DEFAULT_VALUE) && value == terms.getDefaultValue();
    }

    /** The scorers that a group waited for, in alphabetical order: as its terms state, or else as given. */
    List<String> required(GroupEvidence group, AssemblyTerms terms) {
        return terms.getRequired() != null ? terms.getRequired() : List.copyOf(required(group));
    }

    /** The scorers that a group waited for as given. */
    SortedSet<String> required(GroupEvidence group) {
        return credit.reward().required().of(group.isOfImages() ? OutputKind.IMAGE : OutputKind.TEXT);
    }
}
