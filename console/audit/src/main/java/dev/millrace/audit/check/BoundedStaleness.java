package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nothing is trained that is older than allowed, or from the future. */
final class BoundedStaleness implements Check {

    @Override
    public int promise() {
        return 7;
    }

    @Override
    public String name() {
        return "bounded-staleness";
    }

    @Override
    public String claim() {
        return "no trained token is more than max_staleness versions older than the weights it trained, or newer";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        long[] oldest = new long[1];
        Map<Integer, Integer> limits = limits(evidence);
        evidence.trained().forEach((id, steps) -> {
            LoggedTrajectory trajectory = find(evidence, id);
            if (trajectory == null) {
                return; // said by another check
            }
            for (int step : steps) {
                findings.examined();
                int version = step - 1;
                oldest[0] = Math.max(oldest[0], (long) version - trajectory.minVersion());
                int limit = limits.getOrDefault(step, settings.maxStaleness());
                if ((long) version - trajectory.minVersion() > limit) {
                    findings.breach(
                            id,
                            "it was sampled by version " + trajectory.minVersion() + " and trained version " + version
                                    + "; max_staleness is " + limit);
                }
                if (trajectory.maxVersion() > version) {
                    findings.breach(
                            id,
                            "it was sampled by version " + trajectory.maxVersion() + ", but trained version "
                                    + version);
                }
            }
        });
        findings.note("the oldest trained token was " + oldest[0] + " versions old");
    }

    /** What the learner has stated at each step; a step of an earlier release states nothing. */
    private static Map<Integer, Integer> limits(Evidence evidence) {
        Map<Integer, Integer> limits = new HashMap<>();
        evidence.steps().stream()
                .map(Logged::value)
                .filter(step -> step.getMaxStaleness() >= 0)
                .forEach(step -> limits.put(step.getStep(), step.getMaxStaleness()));
        return limits;
    }

    private static @Nullable LoggedTrajectory find(Evidence evidence, TrajectoryId id) {
        GroupEvidence group = evidence.group(id.group().value());
        List<LoggedTrajectory> records =
                group == null ? List.of() : group.trajectories().getOrDefault(id.index(), List.of());
        return records.isEmpty() ? null : records.get(0);
    }
}
