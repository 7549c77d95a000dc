package dev.millrace.audit;

import dev.millrace.audit.check.Account;
import dev.millrace.audit.check.AuditSettings;
import dev.millrace.audit.check.Breach;
import dev.millrace.audit.check.CheckResult;
import dev.millrace.audit.check.Checks;
import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.TopicRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What an audit came to.
 *
 * @param runId the run
 * @param holds whether every check holds; false where the topics hold nothing of the run
 * @param live whether the run went on meanwhile
 * @param accounting what became of the trajectories
 * @param read how much of each topic was read
 * @param checks one result per check, in the order of the promises
 */
public record AuditReport(
        String runId,
        boolean holds,
        boolean live,
        Account accounting,
        SortedMap<String, TopicRecords> read,
        List<CheckResult> checks) {

    /** Breaches that the table names for each check; the JSON has more. */
    private static final int SHOWN = 5;

    public AuditReport {
        checks = List.copyOf(checks);
    }

    /** Audits what was gathered. */
    public static AuditReport of(Evidence evidence, AuditSettings settings) {
        Account.Counting account = new Account.Counting(evidence);
        List<CheckResult> checks = Checks.run(evidence, settings, account);
        return new AuditReport(
                evidence.run().value(),
                !evidence.isEmpty() && checks.stream().allMatch(CheckResult::holds),
                evidence.isMoving(),
                account.counted(),
                evidence.read(),
                checks);
    }

    /** A table for people: a line per check, what is broken below its check. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        read.forEach((topic, records) -> lines.add(String.format(
                Locale.ROOT,
                "%-28s %9d records%s%s",
                topic,
                records.committed(),
                records.aborted() > 0 ? ", and " + records.aborted() + " aborted that nobody sees" : "",
                records.isWhole() ? "" : ", its beginning is deleted")));
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%-3s %-30s %9s  %s", "", "check", "examined", "result"));
        for (CheckResult check : checks) {
            lines.add(String.format(
                    Locale.ROOT, "%-3d %-30s %9d  %s", check.promise(), check.name(), check.examined(), result(check)));
            for (Breach breach : check.breaches().stream().limit(SHOWN).toList()) {
                lines.add("      " + breach.id() + ": " + breach.detail());
            }
            if (check.breachCount() > SHOWN) {
                lines.add("      and " + (check.breachCount() - SHOWN) + " more");
            }
            check.notes().forEach(note -> lines.add("      note: " + note));
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%d trajectories published = %d trained + %d pending + %d dropped; imbalance %d%s",
                accounting.published(),
                accounting.trained(),
                accounting.pending(),
                accounting.dropped().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                accounting.imbalance(),
                accounting.abandoned() > 0
                        ? "; " + accounting.abandoned() + " ends of abandoned steps count no longer"
                        : ""));
        return lines;
    }

    private static String result(CheckResult check) {
        if (!check.holds()) {
            return check.breachCount() + " BROKEN: " + check.claim();
        }
        return check.examined() == 0 ? "nothing to check" : "holds";
    }

    public String toJson() {
        return ReportJson.of(this);
    }
}
