package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.audit.evidence.LoggedWeights;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.Map;
import java.util.TreeMap;

/** Versions grow by one, and each is the one that its step made. */
final class WeightChain implements Check {

    @Override
    public int promise() {
        return 6;
    }

    @Override
    public String name() {
        return "weight-chain";
    }

    @Override
    public String claim() {
        return "versions grow one by one, and each has the digest and the settled groups that its training step states";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<Integer, TrainingStep> steps = new TreeMap<>();
        for (Logged<TrainingStep> step : evidence.steps()) {
            steps.putIfAbsent(RecordedVersions.of(step.value()), step.value());
        }
        LoggedLineages lineages = evidence.lineages();
        int newestStep =
                steps.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        int before = -1;
        boolean isAfterAnAnchorThatStayed = false;
        for (LoggedWeights weights : evidence.weights()) {
            findings.examined();
            String id = "version " + weights.version();
            if (before >= 0
                    && !(isAfterAnAnchorThatStayed && weights.version() > before)
                    && weights.version() != next(before, weights.version(), lineages)) {
                findings.breach(id, "it follows version " + before + " (manifest at " + weights.position() + ")");
            }
            isAfterAnAnchorThatStayed = before < 0 && weights.hasDeltas();
            before = weights.version();
            TrainingStep step = steps.get(weights.version());
            if (step != null) {
                compare(id, weights, step, findings);
            } else if (weights.version() > 0 && !(evidence.isMoving() && weights.version() > newestStep)) {
                findings.breach(id, "no training step says that it made it");
            }
        }
        if (before < newestStep && !evidence.trimmed().contains(newestStep)) {
            findings.breach(
                    "step " + newestStep,
                    "the weights it made are not in the log"
                            + (before < 0 ? ", and no others of the run" : "; the newest are " + before));
        }
        return Examination.DONE;
    }

    /** The version that follows in the log: what a rewind has abandoned in between may be trimmed. */
    private static int next(int before, int found, LoggedLineages lineages) {
        int next = before + 1;
        while (next < found && lineages.isAbandoned(next)) {
            next++;
        }
        return next;
    }

    private static void compare(String id, LoggedWeights weights, TrainingStep step, Findings findings) {
        if (!weights.sha256().equals(step.getWeightsSha256())) {
            findings.breach(
                    id, "it has the digest " + weights.sha256() + ", its step states " + step.getWeightsSha256());
        }
        if (weights.lineage() != step.getLineage() || weights.step() != step.getStep()) {
            findings.breach(
                    id,
                    "it states step " + weights.step() + " of lineage " + weights.lineage() + ", its step says "
                            + step.getStep() + " of lineage " + step.getLineage());
        }
        if (weights.settledGroups() != step.getSettledGroups()) {
            findings.breach(
                    id,
                    "it states " + weights.settledGroups() + " settled groups, its step " + step.getSettledGroups());
        }
    }
}
