package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.LoggedWeights;

/** Every version in the log is all there, and what its checksums say. */
final class WholeWeights implements Check {

    @Override
    public int promise() {
        return 6;
    }

    @Override
    public String name() {
        return "whole-weights";
    }

    @Override
    public String claim() {
        return "every version has all its chunks in order, and the checksums of the whole and of each tensor are right";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        if (!evidence.weights().isEmpty() && evidence.weights().get(0).version() > 0) {
            findings.note("old versions were trimmed by the learner; the newest are judged");
        }
        for (LoggedWeights weights : evidence.weights()) {
            findings.examined();
            weights.problems()
                    .forEach(problem -> findings.breach(
                            "version " + weights.version(), problem + " (manifest at " + weights.position() + ")"));
        }
        return Examination.DONE;
    }
}
