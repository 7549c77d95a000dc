package dev.millrace.monitoring.monitor;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A run as text: several lines for a screen that redraws itself, or one for a log. Pure.
 *
 * @param title first words of the screen
 * @param goal steps the run is to make where it does not say so itself; 0 where there is no end
 */
public record Screen(String title, int goal) {

    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final String NONE = "–";
    private static final String INDENT = " ".repeat(10);

    /** The screen, each line at most {@code width} characters. */
    public List<String> lines(RunSnapshot run, int width) {
        List<String> lines = new ArrayList<>(head(run, width));
        lines.addAll(HeldOutLines.of(run.heldOut()));
        lines.addAll(ServerLines.of(run.servers()));
        run.alarms().forEach(alarm -> lines.addAll(lines(alarm, width)));
        return lines.stream().map(line -> cut(PlainText.of(line), width)).toList();
    }

    /** How far it is and where its groups and samples stand, each line at most {@code width} characters. */
    public List<String> head(RunSnapshot run, int width) {
        List<String> lines = new ArrayList<>();
        lines.add(spread(title + "  " + clock(run.elapsed()) + state(run), progress(run), width));
        lines.add(bar(run, width));
        lines.add("reward    " + number(run.metric(Metrics.REWARD), "%.3f")
                + "   " + run.headline().scorer() + " "
                + number(run.metric(run.headline().metric()), "%.3f")
                + "   kl " + number(run.metric(Metrics.KL), "%.4f")
                + "   entropy " + number(run.metric(Metrics.ENTROPY), "%.3f"));
        String name = run.headline().scorer() + " ";
        String label = name + " ".repeat(Math.max(0, INDENT.length() - name.length()));
        lines.add(label + sparkline(run.headline().means(), Math.max(8, width - label.length())));
        lines.add("weights   version " + Math.round(run.metric(Metrics.VERSION).orElse(run.step())) + lineage(run)
                + "   staleness " + number(run.metric(Metrics.STALENESS), "%.2f")
                + " (max " + number(run.metric(Metrics.STALENESS_MAX), "%.0f") + ")"
                + "   " + String.format(Locale.ROOT, "%,.0f tokens/s", run.tokensPerSecond()));
        lines.add("groups    " + groups(run.groups()));
        lines.add("samples   " + samples(run.accounting()));
        if (run.accounting().doubled() > 0 || run.unreadable() > 0) {
            lines.add("trouble   " + run.accounting().doubled() + " settled twice, "
                    + Several.of(run.unreadable(), "record", "records") + " unreadable");
        }
        return lines.stream().map(line -> cut(PlainText.of(line), width)).toList();
    }

    /** All of it in one line. */
    public String line(RunSnapshot run) {
        return clock(run.elapsed()) + state(run) + " " + progress(run)
                + " reward " + number(run.metric(Metrics.REWARD), "%.3f")
                + " " + run.headline().scorer() + " "
                + number(run.metric(run.headline().metric()), "%.3f")
                + " kl " + number(run.metric(Metrics.KL), "%.4f")
                + " entropy " + number(run.metric(Metrics.ENTROPY), "%.3f")
                + " staleness " + number(run.metric(Metrics.STALENESS), "%.2f")
                + String.format(Locale.ROOT, " tokens/s %.0f", run.tokensPerSecond())
                + " groups " + groups(run.groups());
    }

    /** An alarm in one line. */
    static String line(Alarm alarm) {
        return (alarm.severity() == Alarm.Severity.CRITICAL ? "ALARM     " : "warning   ")
                + alarm.name().replace('_', ' ') + ": " + PlainText.of(alarm.text());
    }

    /** An alarm, each line at most {@code width} characters; it is cut nowhere, since what it names stands at its end. */
    public static List<String> lines(Alarm alarm, int width) {
        List<String> lines = new ArrayList<>();
        String left = line(alarm);
        while (left.length() > width) {
            int at = left.lastIndexOf(' ', width);
            int end = at > INDENT.length() ? at : width;
            lines.add(left.substring(0, end));
            left = INDENT + left.substring(end).strip();
        }
        lines.add(left);
        return lines;
    }

    private static String state(RunSnapshot run) {
        return run.state().isEmpty() ? "" : "  " + run.state();
    }

    private int goal(RunSnapshot run) {
        return run.totalSteps() > 0 ? run.totalSteps() : goal;
    }

    private String progress(RunSnapshot run) {
        return "step " + run.step() + (goal(run) > 0 ? " of " + goal(run) : "");
    }

    private String bar(RunSnapshot run, int width) {
        int full = goal(run) == 0 ? 0 : (int) Math.min(width, (long) width * run.step() / goal(run));
        return "━".repeat(full) + "─".repeat(width - full);
    }

    private static String groups(RunSnapshot.Groups groups) {
        return groups.closed() + " closed, " + groups.open() + " open, " + sum(groups.dropped()) + " dropped"
                + reasons(groups.dropped());
    }

    /** Nothing of a run that was never rewound. */
    private static String lineage(RunSnapshot run) {
        double lineage = run.metric(Metrics.LINEAGE).orElse(0);
        return lineage > 0 ? String.format(Locale.ROOT, " of lineage %.0f", lineage) : "";
    }

    private static String samples(Totals totals) {
        return totals.published() + " published = " + totals.trained() + " trained + " + totals.pending()
                + " pending + " + totals.droppedInAll() + " dropped" + reasons(totals.dropped())
                + (totals.abandoned() > 0 ? "; " + totals.abandoned() + " taken back by rewinds" : "");
    }

    private static String reasons(Map<String, Long> byReason) {
        return byReason.isEmpty()
                ? ""
                : byReason.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey().replace('_', ' ') + " " + entry.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Values of 0 to 1 as bars, the mean of neighbours where there are more than fit. */
    static String sparkline(List<Double> values, int width) {
        int bars = Math.min(width, values.size());
        StringBuilder line = new StringBuilder(bars);
        for (int i = 0; i < bars; i++) {
            int from = (int) ((long) i * values.size() / bars);
            int to = Math.max(from + 1, (int) ((long) (i + 1) * values.size() / bars));
            double mean = values.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
            int height = (int) Math.floor(Math.max(0, Math.min(1, mean)) * BARS.length());
            line.append(BARS.charAt(Math.min(height, BARS.length() - 1)));
        }
        return line.toString();
    }

    private static String number(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NONE;
    }

    private static String clock(Duration elapsed) {
        return String.format(Locale.ROOT, "%02d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }

    private static String spread(String left, String right, int width) {
        int gap = Math.max(2, width - left.length() - right.length());
        return left + " ".repeat(gap) + right;
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }
}
