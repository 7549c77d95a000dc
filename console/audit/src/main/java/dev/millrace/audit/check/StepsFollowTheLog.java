package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.Unreadable;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.packed.PackedInts;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Each step takes the next groups of the log, all of them, and says what became of each. */
final class StepsFollowTheLog implements Check {

    @Override
    public int promise() {
        return 8;
    }

    @Override
    public String name() {
        return "steps-follow-the-log";
    }

    @Override
    public String claim() {
        return "each step begins where the one before ended, takes batch_groups groups of the log in order, and trains"
                + " or drops each of their trajectories";
    }

    /** A group of the log as a step meets it. */
    private record Slot(String group, List<Integer> survivors) {}

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        NavigableMap<Long, Slot> log = log(evidence);
        boolean isWhole = evidence.isWhole(evidence.topics().trainingSteps())
                && evidence.isWhole(evidence.topics().experience());
        if (!isWhole) {
            findings.note("the oldest steps or experience are no longer in the log; the newest steps are judged");
        }
        TrainingStep before = null;
        for (Logged<TrainingStep> logged : evidence.steps()) {
            TrainingStep step = logged.value();
            findings.examined();
            if (RecordedVersions.isRewind(step)) {
                before = step; // whether it stands where its parent did, another check says
                continue;
            }
            if (before != null && step.getStep() != before.getStep() + 1) {
                findings.breach(Steps.id(step), "it follows step " + before.getStep());
            } else if (before == null && isWhole && step.getStep() != 1) {
                findings.breach(Steps.id(step), "it is the first in the log");
            }
            if (before != null || isWhole) {
                examine(step, before, log, evidence, settings, findings);
            }
            before = step;
        }
        if (before != null && evidence.learnerOffset().isPresent() && !evidence.isMoving()) {
            long committed = evidence.learnerOffset().getAsLong();
            if (committed != before.getNextOffset()) {
                findings.breach(
                        Steps.id(before),
                        "the next one begins at offset " + before.getNextOffset() + ", but the learner has committed "
                                + committed);
            }
        }
    }

    private static void examine(
            TrainingStep step,
            @Nullable TrainingStep before,
            NavigableMap<Long, Slot> log,
            Evidence evidence,
            AuditSettings settings,
            Findings findings) {
        String id = Steps.id(step);
        long from = before == null ? Long.MIN_VALUE : before.getNextOffset();
        if (step.getNextOffset() <= from) {
            findings.breach(id, "it ends at offset " + step.getNextOffset() + ", the one before at " + from);
            return;
        }
        List<Slot> slots = List.copyOf(log.subMap(from, step.getNextOffset()).values());
        int wanted = step.getBatchGroups() > 0 ? step.getBatchGroups() : settings.batchGroups();
        if (slots.size() != wanted) {
            findings.breach(id, "it took " + slots.size() + " groups of the log, batch_groups is " + wanted);
        }
        long settled = (before == null ? 0 : before.getSettledGroups()) + slots.size();
        if (step.getSettledGroups() != settled) {
            findings.breach(id, "it states " + step.getSettledGroups() + " settled groups, the log holds " + settled);
        }
        if (step.getSkipped() && before != null && !step.getWeightsSha256().equals(before.getWeightsSha256())) {
            findings.breach(id, "it was skipped, but its weights are others than those before");
        }
        trained(step, slots, evidence, findings);
    }

    private static void trained(TrainingStep step, List<Slot> slots, Evidence evidence, Findings findings) {
        List<String> stated = step.getGroups().stream()
                .map(group -> group.getGroupId() + indices(group))
                .toList();
        List<String> expected = new ArrayList<>();
        for (Slot slot : slots) {
            GroupEvidence group = evidence.group(slot.group());
            TreeSet<Integer> left = new TreeSet<>(slot.survivors());
            if (group != null) {
                left.removeAll(group.droppedBy(RecordedVersions.of(step)));
            }
            if (!left.isEmpty()) {
                expected.add(slot.group() + List.copyOf(left));
            }
        }
        if (stated.equals(expected)) {
            return;
        }
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(stated);
        List<String> extra = new ArrayList<>(stated);
        extra.removeAll(expected);
        findings.breach(
                Steps.id(step),
                missing.isEmpty() && extra.isEmpty()
                        ? "it trained its groups in another order than that of the log"
                        : "in the log and neither trained nor dropped: " + missing + "; trained and not so in the log: "
                                + extra);
    }

    private static List<Integer> indices(TrainedGroup group) {
        PackedInts packed = PackedInts.view(group.getIndices());
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < packed.length(); i++) {
            indices.add(packed.at(i));
        }
        return indices;
    }

    /** The groups of the run by offset; one whose record cannot be read is known by its key and counts as well. */
    private static NavigableMap<Long, Slot> log(Evidence evidence) {
        NavigableMap<Long, Slot> log = new TreeMap<>();
        for (GroupEvidence group : evidence.groups()) {
            for (Logged<Experience> experience : group.experiences()) {
                log.put(
                        experience.position().offset(),
                        new Slot(
                                group.id().value(),
                                experience.value().getTrajectories().stream()
                                        .map(ExperienceTrajectory::getIndex)
                                        .collect(Collectors.toList())));
            }
        }
        for (Unreadable record : evidence.unreadable()) {
            if (record.position().topic().equals(evidence.topics().experience())
                    && record.key().startsWith(evidence.run() + "/")) {
                log.put(record.position().offset(), new Slot(record.key(), List.of()));
            }
        }
        return log;
    }
}
