package dev.millrace.monitoring.screen;

import static dev.millrace.monitoring.screen.Column.number;
import static dev.millrace.monitoring.screen.Column.text;

import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.ServerRow;
import dev.millrace.monitoring.watch.Edge;
import dev.millrace.monitoring.watch.OpenGroup;
import dev.millrace.monitoring.watch.Overview;
import dev.millrace.monitoring.watch.WorkerRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What stands on the screen of a run, in the words of the page. Pure. */
final class Panels {

    private Panels() {}

    /** Those of which there is something to tell, the most important first. */
    static List<Panel> of(Overview run) {
        List<Panel> panels = new ArrayList<>(
                List.of(workers(run), scorers(run), categories(run), loop(run), servers(run), heldOut(run), open(run)));
        panels.removeIf(Panel::isEmpty);
        return panels;
    }

    private static Panel workers(Overview run) {
        List<List<String>> rows = new ArrayList<>();
        for (WorkerRow worker : run.workers()) {
            rows.add(List.of(
                    Cells.plain(worker.name()),
                    Said.count(worker.version()),
                    Said.count(worker.behind()),
                    Said.count(worker.trajectories()),
                    Said.rate(worker.recent()),
                    Said.duration(Duration.between(worker.lastSeen(), run.clock()))));
        }
        return new Panel(
                "Workers",
                List.of(
                        text("worker"),
                        number("version"),
                        number("behind"),
                        number("trajectories"),
                        number("a second"),
                        number("seen, ago")),
                rows);
    }

    private static Panel scorers(Overview run) {
        Set<String> names = new TreeSet<>();
        run.scorers().keySet().forEach(scored -> names.add(scored.substring(0, scored.lastIndexOf('/'))));
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            rows.add(List.of(
                    Cells.plain(name),
                    Said.count(run.scorers().getOrDefault(name + "/scored", 0L)),
                    Said.count(run.scorers().getOrDefault(name + "/abstained", 0L)),
                    Said.count(run.scorers().getOrDefault(name + "/failed", 0L)),
                    Said.milliseconds(run.scorerLatencyMs().getOrDefault(name, Double.NaN))));
        }
        return new Panel(
                "Scorers",
                List.of(text("scorer"), number("scored"), number("abstained"), number("failed"), number("takes")),
                rows);
    }

    private static Panel categories(Overview run) {
        List<List<String>> rows = new ArrayList<>();
        run.byCategory().forEach((category, mean) -> rows.add(List.of(Cells.plain(category), Said.number(mean))));
        return new Panel("Categories, of late", List.of(text("category"), number(Cells.plain(run.headline()))), rows);
    }

    private static Panel loop(Overview run) {
        List<List<String>> rows = new ArrayList<>();
        for (Edge edge : run.edges()) {
            rows.add(
                    List.of(edge.topic(), edge.from(), edge.to(), Said.rate(edge.perSecond()), Said.count(edge.lag())));
        }
        return new Panel(
                "Topics between the roles",
                List.of(text("topic"), text("from"), text("to"), number("a second"), number("behind")),
                rows);
    }

    /** Those that do not serve come first. */
    private static Panel servers(Overview run) {
        List<ServerRow> order = new ArrayList<>(run.servers());
        order.sort(Comparator.comparing(ServerRow::state).reversed());
        List<List<String>> rows = new ArrayList<>();
        for (ServerRow server : order) {
            rows.add(List.of(
                    Cells.plain(server.name()),
                    server.state().words(),
                    server.versions().isEmpty() ? Said.NOTHING : server.versions(),
                    Said.count(server.inFlight()) + " of " + Said.count(server.window()),
                    Said.count(server.waiting()),
                    Math.round(100 * server.cache()) + " %",
                    Said.rate(server.tokensPerSecond()),
                    Said.count(server.answers()),
                    counts(server.refused())));
        }
        return new Panel(
                "Inference servers",
                List.of(
                        text("server"),
                        text("stands"),
                        number("version"),
                        number("in flight"),
                        number("waiting"),
                        number("cache"),
                        number("tokens a second"),
                        number("answers used"),
                        text("refused, by cause")),
                rows);
    }

    private static Panel heldOut(Overview run) {
        List<List<String>> rows = new ArrayList<>();
        for (HeldOutCurve curve : run.heldOut()) {
            rows.add(List.of(
                    Cells.plain(curve.evaluator()),
                    Said.number(curve.newest().value()),
                    Said.count(curve.newest().version()),
                    Said.number(curve.best().value()),
                    Said.count(curve.best().version()),
                    Said.number(curve.first().value()),
                    Said.count(curve.points().size()),
                    Said.count(curve.passedOver())));
        }
        return new Panel(
                "Held-out prompts",
                List.of(
                        text("evaluator"),
                        number("newest"),
                        number("version"),
                        number("best"),
                        number("of version"),
                        number("first"),
                        number("judged"),
                        number("passed over")),
                rows);
    }

    private static Panel open(Overview run) {
        List<List<String>> rows = new ArrayList<>();
        for (OpenGroup group : run.oldest()) {
            rows.add(List.of(
                    Cells.plain(group.id()),
                    Said.duration(Duration.between(group.since(), run.clock())),
                    group.arrived() + " of " + group.size(),
                    group.missing().isEmpty() ? "none: to be closed" : missing(group.missing())));
        }
        return new Panel(
                "Open groups: " + Said.count(run.groupsOpen()),
                List.of(text("group"), number("open for"), number("trajectories"), text("missing scores")),
                rows);
    }

    private static String missing(Map<String, Integer> missing) {
        return missing.entrySet().stream()
                .map(scorer -> Cells.plain(scorer.getKey()) + " " + scorer.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The most frequent first. */
    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(cause -> Cells.plain(cause.getKey()) + " " + Said.count(cause.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
