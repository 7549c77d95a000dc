package dev.millrace.cli.scorers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.runtime.config.ScorerListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
            lines.addAll(config(type.config()));
        }
        lines.add("");
        lines.add("Declared:");
        for (ScorerListing.Declared scorer : listing.declared()) {
            lines.add("");
            lines.add("  " + scorer.name() + ": " + scorer.type() + ", " + judges(scorer.judges()) + ", "
                    + (scorer.weight() == null ? "no weight" : "weight " + scorer.weight()) + ", time-out "
                    + scorer.timeout() + ", " + scorer.parallelism() + " at a time, batches of " + scorer.batch() + ", "
                    + scorer.retries() + " retries");
            lines.addAll(config(scorer.config()));
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

    private static List<String> config(Map<String, JsonNode> config) {
        return config.entrySet().stream()
                .map(entry -> "      " + entry.getKey() + ": " + entry.getValue())
                .toList();
    }
}
