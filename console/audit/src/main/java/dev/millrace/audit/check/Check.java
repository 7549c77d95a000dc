package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;

/** One thing that must be so of every run. Stateless. */
public interface Check {

    /** The promise of the design that it belongs to, from 1. */
    int promise();

    /** Its name, in words joined by hyphens. */
    String name();

    /** What it says of a sound run, in one sentence. */
    String claim();

    /**
     * Begins to look at a run, and tells what is not so of all but its groups, which the examination is shown next.
     *
     * @param findings take what it tells, now and then
     */
    Examination begin(Evidence evidence, AuditSettings settings, Findings findings);
}
