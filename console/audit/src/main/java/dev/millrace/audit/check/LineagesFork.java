package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Versions only grow, and a lineage begins where a step had stood, with its weights. */
final class LineagesFork implements Check {

    @Override
    public int promise() {
        return 8;
    }

    @Override
    public String name() {
        return "lineages-fork";
    }

    @Override
    public String claim() {
        return "versions grow by one from step to step; a lineage begins at a step that was not abandoned, with its weights,"
                + " its offset and its settled groups, and every step says which lineage and version it began with";
    }

    /** What was read so far. */
    private static final class Progress {
        private final Map<Integer, TrainingStep> byVersion = new HashMap<>();
        private @Nullable TrainingStep before;
        private int lineage;
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        boolean isWhole = evidence.isWhole(evidence.topics().trainingSteps());
        Progress progress = new Progress();
        for (int place = 0; place < evidence.steps().size(); place++) {
            TrainingStep step = evidence.steps().get(place).value();
            findings.examined();
            if (progress.before == null && !isWhole) {
                progress.lineage = step.getLineage();
            } else {
                grows(step, progress, findings);
                if (RecordedVersions.isRewind(step)) {
                    if (!evidence.stated().of(place).isEmpty()) {
                        findings.breach(id(step), "it begins a lineage, and states that it trained as well");
                    }
                    begins(step, progress, evidence, isWhole, findings);
                } else {
                    follows(step, progress, findings);
                }
            }
            progress.lineage = step.getLineage();
            progress.before = step;
            progress.byVersion.put(RecordedVersions.of(step), step);
        }
        int rewinds = evidence.lineages().rewinds();
        if (rewinds > 0) {
            long abandoned = evidence.steps().stream()
                    .map(Logged::value)
                    .filter(step -> !RecordedVersions.isRewind(step)
                            && evidence.lineages().isAbandoned(RecordedVersions.of(step)))
                    .count();
            findings.note("the learner went back " + rewinds + (rewinds == 1 ? " time" : " times") + ", and abandoned "
                    + abandoned + (abandoned == 1 ? " step" : " steps"));
        }
        return Examination.DONE;
    }

    private static void grows(TrainingStep step, Progress progress, Findings findings) {
        int newest = progress.before == null ? 0 : RecordedVersions.of(progress.before);
        if (RecordedVersions.of(step) != newest + 1) {
            findings.breach(id(step), "it made version " + RecordedVersions.of(step) + ", after version " + newest);
        }
    }

    private static void follows(TrainingStep step, Progress progress, Findings findings) {
        int newest = progress.before == null ? 0 : RecordedVersions.of(progress.before);
        if (step.getLineage() != progress.lineage) {
            findings.breach(id(step), "it states lineage " + step.getLineage() + ", in lineage " + progress.lineage);
        }
        if (RecordedVersions.parent(step) != newest) {
            findings.breach(
                    id(step),
                    "it states that it began with version " + RecordedVersions.parent(step) + ", after version "
                            + newest);
        }
    }

    private static void begins(
            TrainingStep beginning, Progress progress, Evidence evidence, boolean isWhole, Findings findings) {
        String id = id(beginning);
        int parent = RecordedVersions.parent(beginning);
        if (beginning.getLineage() != progress.lineage + 1) {
            findings.breach(id, "it states lineage " + beginning.getLineage() + ", after lineage " + progress.lineage);
        }
        if (progress.before != null && beginning.getRewoundFrom() != progress.before.getStep()) {
            findings.breach(
                    id,
                    "it states that the run had come to step " + beginning.getRewoundFrom() + ", but that was "
                            + progress.before.getStep());
        }
        if (abandonedBefore(parent, beginning, evidence)) {
            findings.breach(id, "its parent, version " + parent + ", was abandoned before");
        }
        TrainingStep stood = progress.byVersion.get(parent);
        if (stood != null) {
            compare(id, beginning, stood, findings);
        } else if (parent == 0) {
            if (beginning.getStep() != 0 || beginning.getSettledGroups() != 0) {
                findings.breach(
                        id,
                        "it begins with the base policy, but states step " + beginning.getStep() + " and "
                                + beginning.getSettledGroups() + " settled groups");
            }
        } else if (isWhole) {
            findings.breach(id, "its parent, version " + parent + ", was made by no step");
        }
    }

    /** Whether one of the lineages before abandoned a version. */
    private static boolean abandonedBefore(int version, TrainingStep beginning, Evidence evidence) {
        return evidence.steps().stream()
                .map(Logged::value)
                .filter(each ->
                        RecordedVersions.isRewind(each) && RecordedVersions.of(each) < RecordedVersions.of(beginning))
                .anyMatch(each -> RecordedVersions.parent(each) < version && version < RecordedVersions.of(each));
    }

    private static void compare(String id, TrainingStep beginning, TrainingStep stood, Findings findings) {
        String parent = "its parent, version " + RecordedVersions.of(stood);
        if (beginning.getStep() != stood.getStep()) {
            findings.breach(
                    id, "it begins at step " + beginning.getStep() + ", " + parent + ", is of step " + stood.getStep());
        }
        if (!beginning.getWeightsSha256().equals(stood.getWeightsSha256())) {
            findings.breach(id, "it begins with other weights than " + parent + ", has");
        }
        if (beginning.getNextOffset() != stood.getNextOffset()) {
            findings.breach(
                    id,
                    "it goes on from offset " + beginning.getNextOffset() + ", " + parent + ", from "
                            + stood.getNextOffset());
        }
        if (beginning.getSettledGroups() != stood.getSettledGroups()) {
            findings.breach(
                    id,
                    "it states " + beginning.getSettledGroups() + " settled groups, " + parent + ", "
                            + stood.getSettledGroups());
        }
    }

    private static String id(TrainingStep step) {
        return RecordedVersions.isRewind(step) ? "lineage " + step.getLineage() : Steps.id(step);
    }
}
