package dev.millrace.cli.follow;

import dev.millrace.monitoring.monitor.HeldOutCurves;
import dev.millrace.monitoring.monitor.HeldOutFigures;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.topic.EvaluatorName;
import java.util.HashMap;
import java.util.Map;

/** What an evaluator tells of itself. Told by its threads, asked by any. */
public final class FollowMetrics {

    private final EvaluatorName evaluator;
    private final HeldOutCurves curves = new HeldOutCurves();
    private int newestSeen = -1;
    private int newestJudged = -1;
    private long passedOver;
    private long refused;
    private long unreadable;

    FollowMetrics(EvaluatorName evaluator) {
        this.evaluator = evaluator;
    }

    synchronized void seen(int version) {
        newestSeen = Math.max(newestSeen, version);
    }

    /** A result that is published, by this process or before it began. */
    synchronized void published(HeldOutResult result) {
        curves.add(result);
        newestJudged = Math.max(newestJudged, result.getVersion());
    }

    synchronized void passedOver(int versions) {
        passedOver += versions;
    }

    /** A version that is whole and cannot be served. */
    synchronized void refused() {
        refused++;
    }

    /** A version that is damaged, or was trimmed while it was read. */
    synchronized void unreadable() {
        unreadable++;
    }

    /** Figures by the names of our metrics. */
    public synchronized Map<String, Double> figures() {
        Map<String, Double> figures = new HashMap<>(HeldOutFigures.of(curves.all()));
        curves.all().forEach(curve -> figures.putAll(HeldOutFigures.shares(curve)));
        String own = HeldOutFigures.PREFIX + evaluator + "/";
        figures.put(own + "behind", (double) Math.max(0, newestSeen - newestJudged));
        figures.put(own + "passed_over", (double) passedOver);
        figures.put(own + "refused", (double) refused);
        figures.put(own + "unreadable", (double) unreadable);
        return figures;
    }
}
