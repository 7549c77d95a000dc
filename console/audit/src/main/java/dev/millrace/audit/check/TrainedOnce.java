package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;

/** No (group, index) is trained twice. */
final class TrainedOnce implements Check {

    @Override
    public int promise() {
        return 2;
    }

    @Override
    public String name() {
        return "trained-once";
    }

    @Override
    public String claim() {
        return "no trajectory is trained twice";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        evidence.trained().forEach((id, steps) -> {
            findings.examined();
            if (steps.size() > 1) {
                findings.breach(id, "it was trained " + steps.size() + " times, in steps " + steps);
            }
        });
    }
}
