package dev.millrace.audit.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what one check finds. Belongs to one thread. */
public final class Findings {

    /** Breaches that are kept; more are counted. */
    static final int KEPT = 100;

    private final List<Breach> breaches = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private long examined;
    private long breachCount;

    /** Something was looked at. */
    public void examined() {
        examined++;
    }

    /** It is not as it should be. */
    public void breach(Object id, String detail) {
        breachCount++;
        if (breaches.size() < KEPT) {
            breaches.add(new Breach(id.toString(), detail));
        }
    }

    /** A reader should know this. The same note counts once. */
    public void note(String note) {
        notes.add(note);
    }

    CheckResult result(Check check) {
        return new CheckResult(
                check.promise(), check.name(), check.claim(), examined, breachCount, breaches, List.copyOf(notes));
    }
}
