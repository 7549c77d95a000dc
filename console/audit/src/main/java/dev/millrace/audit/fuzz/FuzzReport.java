package dev.millrace.audit.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What became of damaged records.
 *
 * @param seed of the damage
 * @param outcomes by what was read and how it was damaged
 * @param largestBytes most memory that one record made the reader allocate, in bytes
 * @param longestMicros longest time for one record
 * @param failures records that were neither read nor refused, the first few, with their bytes
 */
public record FuzzReport(
        long seed,
        SortedMap<String, Outcomes> outcomes,
        long largestBytes,
        long longestMicros,
        long failed,
        List<String> failures) {

    public FuzzReport {
        failures = List.copyOf(failures);
    }

    /**
     * @param read damaged, but still a record
     * @param refused found to be none
     */
    public record Outcomes(long read, long refused) {

        Outcomes plus(Outcomes other) {
            return new Outcomes(read + other.read, refused + other.refused);
        }
    }

    public long count() {
        return failed
                + outcomes.values().stream()
                        .mapToLong(each -> each.read() + each.refused())
                        .sum();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-34s %10s %10s", "damaged", "read", "refused"));
        outcomes.forEach((what, each) ->
                lines.add(String.format(Locale.ROOT, "%-34s %10d %10d", what, each.read(), each.refused())));
        lines.add(String.format(
                Locale.ROOT,
                "%d records of seed %d, %d neither read nor refused; at most %d KiB allocated and %d µs taken for one",
                count(),
                seed,
                failed,
                largestBytes / 1024,
                longestMicros));
        failures.forEach(lines::add);
        return lines;
    }
}
