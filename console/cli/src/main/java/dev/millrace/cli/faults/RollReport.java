package dev.millrace.cli.faults;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.ReportJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of a run while its brokers were restarted one by one.
 *
 * @param waited whether each next broker waited until all replicas were in sync
 * @param roll from the first broker's stop to the last one's return
 * @param longestPause longest time without a training step, from the first broker's stop to the last step awaited
 * @param calmPause longest time without a step before, for comparison
 * @param steps training steps made in all
 * @param ended roles that ended by themselves, with their last words
 * @param audit of the run, which need not have come to rest
 */
public record RollReport(
        boolean waited,
        Duration roll,
        Duration longestPause,
        Duration calmPause,
        int steps,
        Map<String, String> ended,
        AuditReport audit) {

    public RollReport {
        ended = Map.copyOf(ended);
    }

    /** Whether every role survived, and every promise holds. */
    public boolean holds() {
        return ended.isEmpty() && audit.holds();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "three brokers restarted in %d s, %s",
                roll.toSeconds(),
                waited ? "each when all replicas were in sync" : "without waiting for replicas in sync"));
        lines.add(String.format(
                Locale.ROOT,
                "longest time without a step: %.1f s (%.1f s before); %d steps in all",
                longestPause.toMillis() / 1e3,
                calmPause.toMillis() / 1e3,
                steps));
        ended.forEach((role, words) -> lines.add(role + " ended by itself: " + words));
        lines.addAll(audit.lines());
        return lines;
    }

    /** For programs; times in seconds. */
    public String toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("holds", holds());
        all.put("waited", waited);
        all.put("roll_seconds", roll.toMillis() / 1e3);
        all.put("longest_pause_seconds", longestPause.toMillis() / 1e3);
        all.put("calm_pause_seconds", calmPause.toMillis() / 1e3);
        all.put("steps", steps);
        all.put("ended", ended);
        all.put("audit", audit);
        return ReportJson.of(all);
    }
}
