package dev.millrace.models.qwen.verify;

import java.util.Locale;

/**
 * What came of one check.
 *
 * @param name what was compared
 * @param outcome whether it holds
 * @param detail the greatest difference and what is allowed, or why it was skipped
 */
public record CheckResult(String name, Outcome outcome, String detail) {

    /** Whether a check holds. */
    public enum Outcome {
        HOLDS,
        FAILS,
        SKIPPED
    }

    /** Something that must be equal. */
    static CheckResult equal(String name, Object got, Object wanted) {
        return got.equals(wanted)
                ? new CheckResult(name, Outcome.HOLDS, "equal")
                : new CheckResult(name, Outcome.FAILS, "got " + cut(got) + ", wanted " + cut(wanted));
    }

    /** A difference that may be so great. One that is no number fails. */
    static CheckResult within(String name, double difference, double allowed) {
        return new CheckResult(
                name,
                difference <= allowed ? Outcome.HOLDS : Outcome.FAILS,
                String.format(Locale.ROOT, "differs by %.2g, allowed %.0g", difference, allowed));
    }

    static CheckResult skipped(String name, String why) {
        return new CheckResult(name, Outcome.SKIPPED, why);
    }

    private static String cut(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
