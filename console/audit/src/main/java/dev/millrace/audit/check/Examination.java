package dev.millrace.audit.check;

import dev.millrace.audit.evidence.GroupEvidence;

/** One check at its work over one run: it is shown each group once, and keeps of it what it needs to judge at the end. For one thread. */
@FunctionalInterface
public interface Examination {

    /** Of a check that looks at no group. */
    Examination DONE = group -> {};

    /** Takes a look at a group, before the next is read. */
    void group(GroupEvidence group);

    /** Every group was shown. */
    default void end() {}
}
