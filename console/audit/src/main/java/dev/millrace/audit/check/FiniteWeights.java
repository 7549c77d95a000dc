package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.LoggedWeights;

/** Weights that are not finite are never published. */
final class FiniteWeights implements Check {

    @Override
    public int promise() {
        return 5;
    }

    @Override
    public String name() {
        return "finite-weights";
    }

    @Override
    public String claim() {
        return "every value of every published version is finite";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        for (LoggedWeights weights : evidence.weights()) {
            findings.examined();
            weights.nonFinite().forEach(value -> findings.breach("version " + weights.version(), value));
        }
        return Examination.DONE;
    }
}
