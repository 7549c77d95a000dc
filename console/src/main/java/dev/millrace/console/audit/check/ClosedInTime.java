package dev.millrace.console.audit.check;

import dev.millrace.console.audit.evidence.Evidence;
import dev.millrace.console.audit.evidence.GroupEvidence;
import dev.millrace.console.audit.evidence.Logged;
import dev.millrace.console.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
        return "a group closes when its required scores are in, or at its deadline; none is passed over";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        Duration deadline = settings.assembly().deadline();
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
        long open = 0;
        for (GroupEvidence group : evidence.groups()) {
            if (group.isClosed() || group.trajectories().isEmpty()) {
                continue;
            }
            findings.examined();
            open++;
            LoggedTrajectory first = first(group);
            Instant due = first.at().plus(deadline).plus(MARGIN);
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
        Duration age = Duration.between(experience.getOpenedAt(), experience.getClosedAt());
        if (experience.getClosed() == CloseReason.DEADLINE
                && age.compareTo(settings.assembly().deadline()) < 0) {
            findings.breach(
                    group.id(),
                    "it was closed by its deadline of " + settings.assembly().deadline() + " after " + age);
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

    private static LoggedTrajectory first(GroupEvidence group) {
        return group.trajectories().values().iterator().next().get(0);
    }
}
