package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.LoggedScore;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.audit.evidence.Position;
import dev.millrace.audit.evidence.Unreadable;
import java.util.List;
import java.util.Set;

/** What cannot be read or is no number is stopped at the door, and kept as a dead letter with its origin. */
final class BadRecordsSetAside implements Check {

    @Override
    public int promise() {
        return 5;
    }

    @Override
    public String name() {
        return "bad-records-set-aside";
    }

    @Override
    public String claim() {
        return "unreadable records, NaN and infinities are dead letters, with their origin";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        Set<String> consumed = Set.of(
                evidence.topics().prompts(),
                evidence.topics().trajectories(),
                evidence.topics().scores(),
                evidence.topics().experience());
        for (Unreadable record : evidence.unreadable()) {
            if (consumed.contains(record.position().topic())) {
                require(record.position(), record.cause(), evidence, settings, findings);
            } else {
                findings.note(record.position() + " cannot be read: " + record.cause());
            }
        }
        // Without an experience nothing says which scorers the run heeds: those given may be others.
        boolean knowsScorers = !evidence.settingsDigests().isEmpty();
        if (!knowsScorers) {
            findings.note(
                    "the run has no experience, which would say the settings of its reward; scores are not judged");
        }
        return group -> {
            for (LoggedScore score : group.scores()) {
                if (knowsScorers
                        && !score.isValid(group.id().value())
                        && settings.credit().reward().weights().containsKey(score.scorer())) {
                    require(
                            score.position(),
                            "a score of " + score.scorer() + " with the outcome " + score.outcome() + " and the value "
                                    + score.value(),
                            evidence,
                            settings,
                            findings);
                }
            }
            for (List<LoggedTrajectory> records : group.trajectories().values()) {
                LoggedTrajectory first = records.get(0);
                if (first.problem() != null) {
                    require(first.position(), first.problem(), evidence, settings, findings);
                }
            }
        };
    }

    private static void require(
            Position position, String cause, Evidence evidence, AuditSettings settings, Findings findings) {
        findings.examined();
        if (evidence.deadLetters().contains(position)) {
            return;
        }
        if (settings.isDrained()) {
            findings.breach(position, "it is bad (" + cause + ") and stands in no dead letter");
        } else {
            findings.note(position + " is bad, and its dead letter is still to come");
        }
    }
}
