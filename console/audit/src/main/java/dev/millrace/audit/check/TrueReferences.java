package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A group is the trajectories of one prompt at one place of the log, and experience names those and no others. */
final class TrueReferences implements Check {

    @Override
    public int promise() {
        return 3;
    }

    @Override
    public String name() {
        return "true-references";
    }

    @Override
    public String claim() {
        return "keys are group ids, groups are of a prompt that lies where they say, experience points to its own"
                + " trajectories";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        boolean knowsPrompts = evidence.isWhole(evidence.topics().prompts());
        if (!knowsPrompts) {
            findings.note("the oldest prompts are no longer in the log; whether groups have one is not judged");
        }
        return group -> {
            String prompt = group.prompt();
            for (List<LoggedTrajectory> records : group.trajectories().values()) {
                for (LoggedTrajectory record : records) {
                    findings.examined();
                    if (!record.key().equals(group.id().value())) {
                        findings.breach(record.id(), "at " + record.position() + " its key is '" + record.key() + "'");
                    }
                    if (knowsPrompts && !record.promptId().equals(prompt)) {
                        findings.breach(
                                record.id(),
                                "it answers prompt '" + record.promptId() + "', where its group says lies "
                                        + (prompt == null ? "none" : "'" + prompt + "'"));
                    }
                }
            }
            group.experiences().forEach(experience -> examine(evidence, group, experience, findings));
        };
    }

    private static void examine(Evidence evidence, GroupEvidence group, Logged<Experience> logged, Findings findings) {
        Experience experience = logged.value();
        if (!logged.key().equals(experience.getGroupId())) {
            findings.breach(
                    group.id(), "its experience at " + logged.position() + " has the key '" + logged.key() + "'");
        }
        Set<Integer> seen = new HashSet<>();
        for (ExperienceTrajectory survivor : experience.getTrajectories()) {
            String id = group.id() + "#" + survivor.getIndex();
            findings.examined();
            if (!seen.add(survivor.getIndex())) {
                findings.breach(id, "it stands twice in its experience at " + logged.position());
            }
            String wrong = source(evidence, group, experience, survivor);
            if (!wrong.isEmpty()) {
                findings.breach(id, "its experience at " + logged.position() + " " + wrong);
            }
        }
    }

    /** What is wrong with a reference; empty if nothing is, or the log no longer says. */
    private static String source(
            Evidence evidence, GroupEvidence group, Experience experience, ExperienceTrajectory survivor) {
        Optional<LoggedTrajectory> source = group.trajectories().getOrDefault(survivor.getIndex(), List.of()).stream()
                .filter(record -> record.position().partition()
                                == survivor.getSource().getPartition()
                        && record.position().offset() == survivor.getSource().getOffset())
                .findFirst();
        if (source.isEmpty()) {
            return evidence.isWhole(evidence.topics().trajectories())
                    ? "names partition " + survivor.getSource().getPartition() + ", offset "
                            + survivor.getSource().getOffset() + ", where it does not lie"
                    : "";
        }
        LoggedTrajectory record = source.get();
        if (record.problem() != null) {
            return "counts on a trajectory that cannot be used: " + record.problem();
        }
        boolean same = record.length() == survivor.getLength()
                && record.minVersion() == survivor.getMinVersion()
                && record.maxVersion() == survivor.getMaxVersion()
                && record.groupSize() == experience.getGroupSize()
                && record.promptId().equals(experience.getPromptId());
        return same ? "" : "states another length, version, group size or prompt than the trajectory has";
    }
}
