package dev.millrace.cli.bench.elastic;

import java.util.Locale;

/**
 * What was measured while the numbers stayed as they were.
 *
 * @param workers that sampled
 * @param scorers instances of the slow scorer
 * @param settling seconds from the change until each had its share of the work, and two more
 * @param seconds that were measured then
 * @param judged answers that the slow scorers judged, a second
 * @param groups groups that were closed, a second
 * @param steps training steps, a second
 */
public record PhaseRow(
        int workers, int scorers, double settling, double seconds, double judged, double groups, double steps) {

    private static final String LINE = "| %7s | %7s | %9s | %7s | %8s | %8s | %7s | %9s |";

    static String head() {
        return String.format(
                Locale.ROOT,
                LINE,
                "workers",
                "scorers",
                "settled s",
                "over s",
                "judged/s",
                "groups/s",
                "steps/s",
                "of N × 1");
    }

    String line(double share) {
        return String.format(
                Locale.ROOT,
                LINE,
                workers,
                scorers,
                String.format(Locale.ROOT, "%.1f", settling),
                String.format(Locale.ROOT, "%.0f", seconds),
                String.format(Locale.ROOT, "%.2f", judged),
                String.format(Locale.ROOT, "%.2f", groups),
                String.format(Locale.ROOT, "%.3f", steps),
                String.format(Locale.ROOT, "%.3f", share));
    }
}
