package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.StrayRecord;

/** Runs are strangers: no record of one tells of another's groups or weights. */
final class OwnIds implements Check {

    @Override
    public int promise() {
        return 10;
    }

    @Override
    public String name() {
        return "own-ids";
    }

    @Override
    public String claim() {
        return "no record of the run names a group or weights of another run, and none of another run names its own";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        evidence.steps().forEach(step -> findings.examined());
        evidence.weights().forEach(weights -> findings.examined());
        for (StrayRecord stray : evidence.strays()) {
            findings.breach(stray.position(), "a record of run " + stray.run() + " tells of " + stray.names());
        }
        return group -> {
            if (group.isRecorded()) {
                findings.examined();
            }
        };
    }
}
