package dev.millrace.monitoring.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What our metrics mean. The table lies beside this class, a line each: name, who tells it, words, with tabs between them;
 * Prometheus shows the words as the help of a meter, and docs/metrics.md is made of them.
 */
public final class MetricWords {

    private static final String TABLE = "metric-words.tsv";
    private static final List<Section> ALL = read();

    private MetricWords() {}

    /** Metrics that belong together. */
    public record Section(String title, List<Metric> metrics) {

        public Section {
            metrics = List.copyOf(metrics);
        }
    }

    /**
     * One metric, or a family of them.
     *
     * @param name with a part in capitals where any name may stand
     * @param from the roles that tell it
     * @param words what it is, with its unit
     */
    public record Metric(String name, String from, String words) {

        /** Whether a metric has this name, or is one of the family. */
        public boolean isNameOf(String metric) {
            return Pattern.matches(name.replaceAll("[A-Z]+", "[^/]+"), metric);
        }

        /** How it is called in Prometheus, with its labels. */
        public String inPrometheus() {
            MeterNames meter = MeterNames.of(name);
            String labels = meter.tags().stream()
                    .map(tag -> tag.getKey() + "=\"" + tag.getValue() + "\"")
                    .reduce((one, other) -> one + "," + other)
                    .map(all -> "{" + all + "}")
                    .orElse("");
            return meter.name().replace('.', '_') + labels;
        }
    }

    /** The whole table; its first line is about the table. */
    private static List<Section> read() {
        try (InputStream in = Objects.requireNonNull(MetricWords.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Section> sections = new ArrayList<>();
            String title = "";
            List<Metric> metrics = new ArrayList<>();
            for (String line : lines.lines().skip(1).toList()) {
                if (line.startsWith("# ")) {
                    if (!metrics.isEmpty()) {
                        sections.add(new Section(title, metrics));
                        metrics.clear();
                    }
                    title = line.substring(2);
                } else if (!line.isBlank()) {
                    metrics.add(parse(line));
                }
            }
            sections.add(new Section(title, metrics));
            return List.copyOf(sections);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
    }

    private static Metric parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 3) {
            throw new IllegalStateException(TABLE + ": not three cells: " + line);
        }
        return new Metric(cells[0], cells[1], cells[2]);
    }

    /** The table, by sections, in its order. */
    public static List<Section> all() {
        return ALL;
    }

    /** What a metric means; empty for one that nobody has described. */
    public static Optional<Metric> of(String metric) {
        return ALL.stream()
                .flatMap(section -> section.metrics().stream())
                .filter(each -> each.isNameOf(metric))
                .findFirst();
    }
}
