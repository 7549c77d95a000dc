package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.HeldOutFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** An overview as figures by the names of our metrics, for Prometheus. Pure. */
public final class OverviewFigures {

    private OverviewFigures() {}

    /** The figures; what is not known is absent. */
    public static Map<String, Double> of(Overview run) {
        Map<String, Double> figures = new HashMap<>();
        figures.put("accounting/published", (double) run.accounting().published());
        figures.put("accounting/trained", (double) run.accounting().trained());
        figures.put("accounting/pending", (double) run.accounting().pending());
        figures.put("accounting/dropped", (double) run.accounting().droppedInAll());
        figures.put("accounting/imbalance", (double) run.accounting().imbalance());
        figures.put("accounting/abandoned", (double) run.accounting().abandoned());
        figures.put("steps_abandoned", (double) run.abandonedSteps());
        run.accounting().dropped().forEach((reason, count) -> figures.put("dropped/" + reason, (double) count));
        figures.put("group/open", (double) run.groupsOpen());
        figures.put(
                "group/oldest_open_s",
                run.oldest().isEmpty() ? 0.0 : seconds(run.oldest().get(0).since(), run.clock()));
        run.groupsClosed().forEach((reason, count) -> figures.put("closed/" + reason, (double) count));
        run.groupsDropped().forEach((reason, count) -> figures.put("dropped_groups/" + reason, (double) count));
        figures.put("reward_join/late", (double) run.late());
        figures.put("dead_letters", (double) run.deadLetters());
        figures.put("steps_refused", (double) run.refused());
        run.byCategory().forEach((category, mean) -> figures.put("headline/" + category, mean));
        // One series for each outcome a scorer has had: "scores/accuracy/failed".
        run.scorers().forEach((scored, count) -> figures.put("scores/" + scored, (double) count));
        run.scorerLatencyMs().forEach((scorer, mean) -> figures.put("latency_ms/" + scorer, mean));
        figures.put("workers/stale", (double)
                run.workers().stream().filter(WorkerRow::isStale).count());
        run.workers().forEach(worker -> figures.put("worker/" + worker.name() + "/version", (double) worker.version()));
        run.edges().stream()
                .filter(edge -> edge.lag() >= 0)
                .forEach(edge -> figures.put("lag/" + edge.to() + "/" + edge.topic(), (double) edge.lag()));
        figures.putAll(HeldOutFigures.of(run.heldOut()));
        run.newest().ifPresent(step -> {
            figures.put("step", (double) step.step());
            figures.put("weights/age_s", seconds(step.at(), run.clock()));
            figures.putAll(step.metrics());
        });
        return figures;
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }
}
