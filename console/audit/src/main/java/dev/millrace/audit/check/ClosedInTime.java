package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups close with all their scores or at their deadline, not before and not without end.
 *
 * <p>A group that is still open past its deadline is a breach only if the streams were there to close it: if a younger
 * group of its partition was closed by its deadline after this one's. Deadlines are enforced in their order.
 */
final class ClosedInTime implements Check {

    /** For clocks, checks, commits and a restart in between. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    @Override
    public int promise() {
        return 4;
    }

    @Override
    public String name() {
        return "closed-in-time";
    }

    @Override
    public String claim() {
        return "a group closes when its required scores are in, or at its deadline, and with min_group_size survivors at"
                + " least; none is passed over";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<Integer, List<GroupEvidence>> expired = new HashMap<>();
        for (GroupEvidence group : evidence.groups()) {
            for (Logged<Experience> experience : group.experiences()) {
                findings.examined();
                examine(group, experience.value(), settings, findings);
                if (experience.value().getClosed() == CloseReason.DEADLINE
                        && !group.trajectories().isEmpty()) {
                    expired.computeIfAbsent(first(group).position().partition(), partition -> new ArrayList<>())
                            .add(group);
                }
            }
        }
        Duration longest = longestDeadline(evidence, settings);
        long open = 0;
        for (GroupEvidence group : evidence.groups()) {
            if (group.isClosed() || group.trajectories().isEmpty()) {
                continue;
            }
            findings.examined();
            open++;
            LoggedTrajectory first = first(group);
            Instant due = first.at().plus(longest).plus(MARGIN);
            expired.getOrDefault(first.position().partition(), List.of()).stream()
                    .filter(other ->
                            first(other).position().offset() > first.position().offset())
                    .filter(other ->
                            other.experiences().get(0).value().getClosedAt().isAfter(due))
                    .findFirst()
                    .ifPresent(other -> findings.breach(
                            group.id(),
                            "it is open since " + first.at() + ", though the younger group " + other.id()
                                    + " was closed by its deadline"));
        }
        if (open > 0) {
            findings.note(open + " groups are open");
        }
    }

    private static void examine(GroupEvidence group, Experience experience, AuditSettings settings, Findings findings) {
        AssemblyTerms terms = settings.terms(experience);
        Duration deadline = Duration.ofMillis(terms.getDeadlineMs());
        Duration age = Duration.between(experience.getOpenedAt(), experience.getClosedAt());
        if (experience.getClosed() == CloseReason.DEADLINE && age.compareTo(deadline) < 0) {
            findings.breach(
                    group.id(),
                    "it was closed by its deadline of " + Seconds.of(deadline) + " after " + Seconds.of(age));
        }
        int survivors = experience.getTrajectories().size();
        if (survivors < terms.getMinGroupSize()) {
            findings.breach(
                    group.id(),
                    "it is to be trained with " + survivors + " trajectories; min_group_size is "
                            + terms.getMinGroupSize());
        }
        if (experience.getClosed() == CloseReason.COMPLETE
                && !group.trajectories().isEmpty()) {
            long arrived = group.trajectories().size();
            if (arrived < experience.getGroupSize()) {
                findings.breach(
                        group.id(),
                        "it was closed as complete with " + arrived + " of " + experience.getGroupSize()
                                + " trajectories");
            }
        }
    }

    /** A group that is still open does not say its deadline; it opened under one that others have stated. */
    private static Duration longestDeadline(Evidence evidence, AuditSettings settings) {
        return evidence.groups().stream()
                .flatMap(group -> group.experiences().stream())
                .map(experience ->
                        Duration.ofMillis(settings.terms(experience.value()).getDeadlineMs()))
                .max(Comparator.naturalOrder())
                .orElse(settings.assembly().deadline());
    }

    private static LoggedTrajectory first(GroupEvidence group) {
        return group.trajectories().values().iterator().next().get(0);
    }
}
