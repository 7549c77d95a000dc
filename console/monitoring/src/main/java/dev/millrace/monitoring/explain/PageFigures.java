package dev.millrace.monitoring.explain;

import dev.millrace.streams.metrics.FigureNames;
import java.util.List;
import java.util.Optional;

/**
 * Of which figures of the metrics topic a number of the page is made. Pure.
 *
 * @param parts names of figures, or of families, which end with a slash; added up with their signs
 * @param formula in words
 */
record PageFigures(List<Part> parts, String formula) {

    private static final String TOTALS = "sum over the totals of all partitions, the newest record of each";

    PageFigures {
        parts = List.copyOf(parts);
    }

    /**
     * A figure and how it counts.
     *
     * @param sign 1 or −1
     */
    record Part(String figure, int sign) {}

    /** Those of a metric since the run began, if it is made of them. */
    static Optional<PageFigures> of(String metric) {
        return switch (metric) {
            case "accounting/published" -> one(FigureNames.PUBLISHED);
            case "accounting/trained" -> one(FigureNames.TRAINED);
            case "accounting/dropped" -> one(FigureNames.DROPPED);
            case "accounting/abandoned" -> one(FigureNames.ABANDONED);
            case "accounting/pending" ->
                Optional.of(new PageFigures(
                        List.of(
                                new Part(FigureNames.PUBLISHED, 1),
                                new Part(FigureNames.TRAINED, -1),
                                new Part(FigureNames.DROPPED, -1),
                                new Part(FigureNames.UNMATCHED, 1)),
                        "published − trained − dropped + unmatched (settled before it was seen published), each the "
                                + TOTALS));
            case "accounting/imbalance" ->
                Optional.of(new PageFigures(
                        List.of(new Part(FigureNames.DOUBLED, 1), new Part(FigureNames.UNMATCHED, 1)),
                        "doubled (settled a second time) + unmatched (settled and never published), each the "
                                + TOTALS));
            case "reward_join/late" -> one(FigureNames.LATE);
            case "dead_letters" -> one(FigureNames.DEAD_LETTERS);
            default -> family(metric);
        };
    }

    private static Optional<PageFigures> family(String metric) {
        for (String family : List.of(
                FigureNames.DROPPED,
                FigureNames.DROPPED_GROUPS,
                FigureNames.CLOSED,
                FigureNames.SCORES,
                FigureNames.ABANDONED)) {
            if (metric.startsWith(family)) {
                return one(metric);
            }
        }
        return Optional.empty();
    }

    private static Optional<PageFigures> one(String figure) {
        return Optional.of(new PageFigures(List.of(new Part(figure, 1)), TOTALS));
    }
}
