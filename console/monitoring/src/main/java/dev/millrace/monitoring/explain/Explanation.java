package dev.millrace.monitoring.explain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Where a number comes from.
 *
 * @param metric its name
 * @param words what the metric means; empty for one that nobody has described
 * @param from the roles that tell it; empty likewise
 * @param prometheus its name there
 * @param step of which it is, where it is of one
 * @param value as it stands in the log; empty where there is none
 * @param formula how it is made of the records below; empty where they do not hold all that it takes
 * @param again the value by that formula, calculated now from the records below
 * @param evidence the records, of which {@code records} were found and the first are told
 * @param records how many were found
 * @param note what should be said besides
 * @param command a command line that shows the same
 */
public record Explanation(
        String metric,
        String words,
        String from,
        String prometheus,
        OptionalInt step,
        OptionalDouble value,
        Optional<String> formula,
        OptionalDouble again,
        List<Evidence> evidence,
        int records,
        Optional<String> note,
        Optional<String> command) {

    /** Records that are told. */
    public static final int MOST_TOLD = 80;

    public Explanation {
        evidence = List.copyOf(evidence.subList(0, Math.min(evidence.size(), MOST_TOLD)));
    }
}
