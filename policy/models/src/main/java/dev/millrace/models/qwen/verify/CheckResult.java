package dev.millrace.models.qwen.verify;

import java.util.List;
import java.util.Locale;

/**
 * What came of one check.
 *
 * @param name what was compared
 * @param outcome whether it holds
 * @param detail the greatest difference and what is allowed, or why it was skipped
 * @param places of the vectors that it was compared with; none where it was skipped or could not be computed
 */
public record CheckResult(String name, Outcome outcome, String detail, List<String> places) {

    /** Whether a check holds. */
    public enum Outcome {
        HOLDS,
        FAILS,
        SKIPPED
    }

    public CheckResult {
        places = List.copyOf(places);
    }

    static CheckResult of(String name, boolean holds, String detail, String... places) {
        return new CheckResult(name, holds ? Outcome.HOLDS : Outcome.FAILS, detail, List.of(places));
    }

    /** A difference that may be so great. One that is no number fails. */
    static CheckResult within(String name, double difference, double allowed, String... places) {
        return of(
                name,
                difference <= allowed,
                String.format(Locale.ROOT, "differs by %.2g, allowed %.2g", difference, allowed),
                places);
    }

    static CheckResult skipped(String name, String why) {
        return new CheckResult(name, Outcome.SKIPPED, why, List.of());
    }

    /** The same with something to add to its detail. */
    CheckResult noting(String note) {
        return new CheckResult(name, outcome, detail + note, places);
    }
}
