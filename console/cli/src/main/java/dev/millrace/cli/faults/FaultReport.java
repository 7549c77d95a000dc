package dev.millrace.cli.faults;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.ReportJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of a fault run.
 *
 * @param seed of the plan
 * @param seconds from the first process to the end of the audit
 * @param steps training steps made
 * @param faults what was fired, in order
 * @param leftOut what could not be fired here, and why
 * @param scorer what the misbehaving scorer did, and how often
 * @param endedByThemselves processes that ended though nobody killed them, with their last words
 * @param audit of the drained run
 * @param replay what a learner without checkpoints said that repeated the run from its experience
 * @param replayIsSame whether it came to the same weights
 */
public record FaultReport(
        long seed,
        long seconds,
        int steps,
        List<FiredFault> faults,
        Map<FaultKind, String> leftOut,
        Map<String, Long> scorer,
        Map<String, Integer> endedByThemselves,
        AuditReport audit,
        String replay,
        boolean replayIsSame) {

    public FaultReport {
        faults = List.copyOf(faults);
        leftOut = Map.copyOf(leftOut);
    }

    /** Whether nothing was lost, nothing came twice, and the learner is where a calm run would be. */
    public boolean holds() {
        return audit.holds() && replayIsSame;
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-24s %6s %6s  %s", "fault", "second", "step", "seen"));
        for (FiredFault fault : faults) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-24s %6d %6d  %s",
                    fault.kind().label(),
                    fault.second(),
                    fault.step(),
                    fault.seen()));
        }
        leftOut.forEach((kind, why) -> lines.add(kind.label() + " is left out: " + why));
        lines.add("scorer   " + scorer);
        endedByThemselves.forEach((what, times) -> lines.add("ended by itself, " + times + " times: " + what));
        lines.add("");
        lines.addAll(audit.lines());
        lines.add("");
        lines.add("replay of " + steps + " steps without faults: "
                + (replayIsSame ? "the same weights" : "NOT the same: " + replay));
        return lines;
    }

    public String toJson() {
        return ReportJson.of(this);
    }
}
