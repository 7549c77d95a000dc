package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.ServerRow;
import dev.millrace.monitoring.monitor.ServerRow.State;
import dev.millrace.schemas.servers.ServerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest report of each worker of its servers. Not thread-safe. */
final class ServerReports {

    /** A worker that tells nothing for so long samples no more. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final Map<String, ServerReport> reports = new HashMap<>();

    void add(ServerReport report) {
        reports.merge(report.worker(), report, (before, now) -> now.at().isBefore(before.at()) ? before : now);
    }

    /** The servers that workers tell of at this moment, or told of just before it; by their names. */
    List<ServerRow> rows(Instant now) {
        Map<String, ServerRow> rows = new TreeMap<>();
        for (ServerReport report : reports.values()) {
            if (report.at().isAfter(now.minus(QUIET))) {
                byServer(report)
                        .forEach((server, figures) -> rows.merge(server, row(server, figures), ServerReports::sum));
            }
        }
        return List.copyOf(rows.values());
    }

    private static Map<String, Map<String, Double>> byServer(ServerReport report) {
        Map<String, Map<String, Double>> servers = new TreeMap<>();
        report.figures().forEach((name, value) -> {
            int end = name.indexOf('/');
            if (end > 0) {
                servers.computeIfAbsent(name.substring(0, end), unused -> new TreeMap<>())
                        .put(name.substring(end + 1), value);
            }
        });
        return servers;
    }

    private static ServerRow row(String server, Map<String, Double> figures) {
        int version = figures.getOrDefault("version", -1.0).intValue();
        Map<String, Long> refused = new TreeMap<>();
        figures.forEach((name, value) -> {
            if (name.startsWith("failed/")) {
                refused.put(name.substring("failed/".length()), Math.round(value));
            }
        });
        return new ServerRow(
                address(server),
                1,
                version,
                version,
                number(figures, "in_flight"),
                number(figures, "window"),
                number(figures, "running"),
                number(figures, "waiting"),
                figures.getOrDefault("cache", 0.0),
                figures.getOrDefault("tokens_per_second", 0.0),
                number(figures, "answers"),
                refused,
                number(figures, "left_out") > 0
                        ? State.LEFT_OUT
                        : number(figures, "away") > 0 ? State.AWAY : State.SERVES);
    }

    private static long number(Map<String, Double> figures, String name) {
        return Math.round(figures.getOrDefault(name, 0.0));
    }

    /** In names of metrics a port stands behind a low line. */
    private static String address(String label) {
        return label.replaceFirst("_(\\d{1,5})(?=_|$)", ":$1");
    }

    /** What two workers say of one server: what it says itself is the same for both, but for the moment. */
    private static ServerRow sum(ServerRow one, ServerRow other) {
        Map<String, Long> refused = new TreeMap<>(one.refused());
        other.refused().forEach((cause, count) -> refused.merge(cause, count, Long::sum));
        return new ServerRow(
                one.name(),
                one.workers() + other.workers(),
                one.oldest() < 0 || other.oldest() < 0
                        ? Math.max(one.oldest(), other.oldest())
                        : Math.min(one.oldest(), other.oldest()),
                Math.max(one.newest(), other.newest()),
                one.inFlight() + other.inFlight(),
                one.window() + other.window(),
                Math.max(one.running(), other.running()),
                Math.max(one.waiting(), other.waiting()),
                Math.max(one.cache(), other.cache()),
                Math.max(one.tokensPerSecond(), other.tokensPerSecond()),
                one.answers() + other.answers(),
                refused,
                one.state().compareTo(other.state()) > 0 ? one.state() : other.state());
    }
}
