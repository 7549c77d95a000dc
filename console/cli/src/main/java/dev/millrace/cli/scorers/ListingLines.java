package dev.millrace.cli.scorers;

import dev.millrace.runtime.config.ScorerListing;
import java.util.ArrayList;
import java.util.List;

/** The scorers that there are, as lines for people. */
public final class ListingLines {

    private ListingLines() {}

    /** A line for each type and each declared scorer, and below it one for each key of its config. */
    public static List<String> of(ScorerListing listing) {
        List<String> lines = new ArrayList<>();
        lines.add("Types:");
        for (ScorerListing.Type type : listing.types()) {
            lines.add("");
            lines.add("  " + type.type() + " (" + judges(type.judges()) + "): " + type.says());
            type.config().forEach((key, about) -> {
                if (!about.words().isEmpty()) {
                    lines.add("      # " + about.words());
                }
                lines.add("      " + key + ": " + about.standard());
            });
        }
        lines.add("");
        lines.add("Declared:");
        for (ScorerListing.Declared scorer : listing.declared()) {
            lines.add("");
            lines.add("  " + scorer.name() + ": " + scorer.type() + ", " + judges(scorer.judges()) + ", "
                    + (scorer.weight() == null ? "no weight" : "weight " + scorer.weight()) + ", time-out "
                    + scorer.timeout() + ", " + scorer.parallelism() + " at a time, batches of " + scorer.batch() + ", "
                    + scorer.retries() + " retries");
            scorer.config().forEach((key, value) -> lines.add("      " + key + ": " + value));
        }
        return lines;
    }

    private static String judges(String word) {
        return switch (word) {
            case "declared" -> "judges what its declaration says";
            case "both" -> "judges texts and images";
            default -> "judges " + word + "s";
        };
    }
}
