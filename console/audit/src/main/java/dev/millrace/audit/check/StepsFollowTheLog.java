package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.ExperienceOrder;
import dev.millrace.audit.evidence.ExperienceSlot;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Unreadable;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.packed.PackedInts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
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

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        ExperienceOrder log = new ExperienceOrder();
        return new Examination() {
            @Override
            public void group(GroupEvidence group) {
                group.experiences().forEach(experience -> log.add(ExperienceSlot.of(group, experience)));
            }

            @Override
            public void end() {
                try (log) {
                    addUnreadable(evidence, log);
                    examine(log, evidence, settings, findings);
                }
            }
        };
    }

    private static void examine(ExperienceOrder log, Evidence evidence, AuditSettings settings, Findings findings) {
        boolean isWhole = evidence.isWhole(evidence.topics().trainingSteps())
                && evidence.isWhole(evidence.topics().experience());
        if (!isWhole) {
            findings.note("the oldest steps or experience are no longer in the log; the newest steps are judged");
        }
        TrainingStep before = null;
        for (int place = 0; place < evidence.steps().size(); place++) {
            TrainingStep step = evidence.steps().get(place).value();
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
                List<TrainedGroup> stated = evidence.stated().of(place);
                taken(step, before, log, settings, findings).ifPresent(slots -> trained(step, stated, slots, findings));
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

    /** The groups of the log that a step took; empty, and said to be so, if it ends before it begins. */
    private static Optional<List<ExperienceSlot>> taken(
            TrainingStep step,
            @Nullable TrainingStep before,
            ExperienceOrder log,
            AuditSettings settings,
            Findings findings) {
        String id = Steps.id(step);
        long from = before == null ? Long.MIN_VALUE : before.getNextOffset();
        if (step.getNextOffset() <= from) {
            findings.breach(id, "it ends at offset " + step.getNextOffset() + ", the one before at " + from);
            return Optional.empty();
        }
        List<ExperienceSlot> slots = log.between(from, step.getNextOffset());
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
        return Optional.of(slots);
    }

    private static void trained(
            TrainingStep step, List<TrainedGroup> groups, List<ExperienceSlot> slots, Findings findings) {
        List<String> stated = groups.stream()
                .map(group -> group.getGroupId() + indices(group))
                .toList();
        List<String> expected = new ArrayList<>();
        for (ExperienceSlot slot : slots) {
            SortedSet<Integer> left = slot.left(RecordedVersions.of(step));
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

    /** A group whose record cannot be read is known by its key, and counts as well. */
    private static void addUnreadable(Evidence evidence, ExperienceOrder log) {
        for (Unreadable record : evidence.unreadable()) {
            if (record.position().topic().equals(evidence.topics().experience())
                    && record.key().startsWith(evidence.run() + "/")) {
                log.add(new ExperienceSlot(record.position().offset(), record.key(), List.of(), List.of()));
            }
        }
    }
}
