package dev.millrace.cli.page;

import dev.millrace.schemas.avro.MetricFigure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Health has to say of a told run, reckoned from its records alone. */
final class HealthClaims {

    private final ToldRun run;
    private final ReadLog log;
    private final RunClaims shared;
    private final Figures totals;
    private final Figures recent;

    HealthClaims(RunClaims shared) {
        this.run = shared.run();
        this.log = shared.log();
        this.shared = shared;
        this.totals = shared.counted().totals();
        this.recent = shared.counted().recent(run.now());
    }

    Claims all() {
        Claims claims = shared.ledger();
        long lastWindow = 0;
        int version = 0;
        for (Map.Entry<Long, Map<String, MetricFigure>> window :
                shared.counted().windows().entrySet()) {
            MetricFigure figure = window.getValue().get("worker/worker-0");
            if (figure != null) {
                lastWindow = window.getKey();
                version = (int) figure.getMax();
            }
        }
        claims.says(".alarm-list li", "dead letters 1 record was set aside; see Health for the cause")
                .table(
                        "Workers and the weights they sample with",
                        List.of(
                                "worker-0",
                                String.valueOf(version),
                                String.valueOf(Math.max(0, ToldRun.STEPS - version)),
                                Shown.count(totals.count("worker/worker-0")),
                                Shown.rate(recent.count("worker/worker-0") * 1000.0 / CountedLog.RECENT_MS),
                                Shown.span(run.now().toEpochMilli() - lastWindow) + " ago"))
                .table("Scorers and what they said", scorers())
                .says(".stack h2", "Alarms", "Workers", "Scorers", "Open groups: 1", "How things ended")
                .table("The oldest open groups, and what they wait for", open())
                .table("The newest records that were set aside", shared.letters(true));
        return claims.table("Ends of groups and trajectories", ends());
    }

    private List<String> scorers() {
        List<String> cells = new ArrayList<>();
        for (String scorer : List.of("accuracy", "instruction")) {
            cells.add(scorer);
            for (String outcome : List.of("scored", "abstained", "failed")) {
                cells.add(Shown.count(totals.total("scores/" + scorer + "/" + outcome)));
            }
            cells.add(Shown.span(recent.mean("latency_ms/" + scorer)));
        }
        return cells;
    }

    private List<String> open() {
        var waiting = log.trajectoriesOf(run.open());
        long since = waiting.stream()
                .mapToLong(each -> each.at().toEpochMilli())
                .min()
                .orElseThrow();
        int size = waiting.get(0).value().getGroupSize();
        return List.of(
                run.open(),
                Shown.span(run.now().toEpochMilli() - since),
                waiting.size() + " of " + size,
                "accuracy " + size);
    }

    private List<String> ends() {
        List<String> cells = new ArrayList<>();
        totals.members("closed/").forEach((how, n) -> cells.addAll(List.of("closed " + how, Shown.count(n), "groups")));
        totals.members("dropped_groups/")
                .forEach((how, n) -> cells.addAll(List.of("dropped: " + Shown.words(how), Shown.count(n), "groups")));
        totals.members("dropped/")
                .forEach((how, n) ->
                        cells.addAll(List.of("dropped: " + Shown.words(how), Shown.count(n), "trajectories")));
        cells.addAll(List.of("scores that came too late", "0", "scores"));
        cells.addAll(List.of("records set aside", String.valueOf(log.letters().size()), "records"));
        cells.addAll(List.of("steps refused, not being finite", "0", "steps"));
        cells.addAll(List.of("imbalance", "0", "trajectories"));
        return cells;
    }
}
