package dev.millrace.streams.scoring;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The scorers that come with Millrace, by name. */
public final class BuiltInScorers {

    private static final TreeMap<String, Supplier<Scorer>> BY_NAME = new TreeMap<>(Map.of(
            AccuracyScorer.NAME,
            AccuracyScorer::new,
            StrictAccuracyScorer.NAME,
            StrictAccuracyScorer::new,
            FormatScorer.NAME,
            FormatScorer::new));

    private BuiltInScorers() {}

    /** Their names in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** @throws IllegalArgumentException naming the known ones, if there is none of that name */
    public static Scorer named(String name) {
        Supplier<Scorer> known = BY_NAME.get(name);
        if (known == null) {
            throw new IllegalArgumentException(
                    "scorer must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '" + name + "'");
        }
        return known.get();
    }
}
