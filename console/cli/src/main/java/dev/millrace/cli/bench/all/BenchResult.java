package dev.millrace.cli.bench.all;

import dev.millrace.cli.bench.Machine;
import java.util.List;
import java.util.Locale;

/**
 * What came of a bench; its own numbers stand in a file of their own.
 *
 * @param name of it
 * @param arguments it was run with
 * @param revision of the sources
 * @param state how it ended
 * @param note why, where it has no numbers
 * @param began when it began, as ISO 8601 has it
 * @param seconds it took
 * @param cpuSeconds CPU of its processes
 * @param before the machine when it began
 * @param loadAfter load of the machine when it had ended
 */
public record BenchResult(
        String name,
        List<String> arguments,
        String revision,
        State state,
        String note,
        String began,
        double seconds,
        double cpuSeconds,
        Machine before,
        double loadAfter) {

    /** Instead of a revision, where it is not known. */
    public static final String UNKNOWN = "unknown";

    /** At the end of a revision whose sources were changed since. */
    private static final String CHANGED = "-dirty";

    /** How a bench ended. */
    public enum State {
        /** With its numbers. */
        DONE,
        /** With an error. */
        FAILED,
        /** Not at all: what it needs is not here. */
        SKIPPED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BenchResult {
        arguments = List.copyOf(arguments);
    }

    /** Whether it stands for the same bench of the same sources, which nobody knows of sources that were changed since a commit. */
    boolean standsFor(PlannedBench planned, String sources) {
        return state == State.DONE
                && arguments.equals(planned.arguments())
                && revision.equals(sources)
                && !sources.endsWith(CHANGED)
                && !sources.equals(UNKNOWN);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-16s %-8s %6.0f s  CPU %6.0f s  load %.1f to %.1f  %s",
                name,
                state.word(),
                seconds,
                cpuSeconds,
                before.load(),
                loadAfter,
                note);
    }
}
