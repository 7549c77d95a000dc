package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.audit.evidence.Position;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** A group that was closed by its deadline. */
    private record Expired(GroupId id, Position first, Instant closedAt) {}

    /** A group that is not closed. */
    private record Open(GroupId id, Position first, Instant since) {}

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        return new Examination() {
            private final Map<Integer, List<Expired>> expired = new HashMap<>();
            private final List<Open> open = new ArrayList<>();
            private @Nullable Duration longest;

            @Override
            public void group(GroupEvidence group) {
                for (Logged<Experience> experience : group.experiences()) {
                    findings.examined();
                    examine(group, experience.value(), settings, findings);
                    longest = longer(longest, settings.terms(experience.value()));
                    if (experience.value().getClosed() == CloseReason.DEADLINE
                            && !group.trajectories().isEmpty()) {
                        Position first = first(group).position();
                        expired.computeIfAbsent(first.partition(), partition -> new ArrayList<>())
                                .add(new Expired(
                                        group.id(), first, experience.value().getClosedAt()));
                    }
                }
                if (!group.isClosed() && !group.trajectories().isEmpty()) {
                    findings.examined();
                    open.add(new Open(
                            group.id(), first(group).position(), first(group).at()));
                }
            }

            @Override
            public void end() {
                Duration patience = longest == null ? settings.assembly().deadline() : longest;
                for (Open each : open) {
                    passedOver(each, expired.getOrDefault(each.first().partition(), List.of()), patience, findings);
                }
                if (!open.isEmpty()) {
                    findings.note(open.size() + " groups are open");
                }
            }
        };
    }

    private static void passedOver(Open group, List<Expired> expired, Duration patience, Findings findings) {
        Instant due = group.since().plus(patience).plus(MARGIN);
        expired.stream()
                .filter(other -> other.first().offset() > group.first().offset())
                .filter(other -> other.closedAt().isAfter(due))
                .findFirst()
                .ifPresent(other -> findings.breach(
                        group.id(),
                        "it is open since " + group.since() + ", though the younger group " + other.id()
                                + " was closed by its deadline"));
    }

    /** A group that is still open does not say its deadline; it opened under one that others have stated. */
    private static Duration longer(@Nullable Duration longest, AssemblyTerms terms) {
        Duration deadline = Duration.ofMillis(terms.getDeadlineMs());
        return longest == null || deadline.compareTo(longest) > 0 ? deadline : longest;
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

    private static LoggedTrajectory first(GroupEvidence group) {
        return group.trajectories().values().iterator().next().get(0);
    }
}
