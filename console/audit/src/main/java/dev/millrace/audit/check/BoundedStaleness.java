package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nothing is trained that is older than allowed, or from the future. Age is counted in steps, whatever was rewound. */
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
        return "no trained token is more than max_staleness steps older than the weights it trained, or newer";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        long[] oldest = new long[1];
        Map<Integer, TrainingStep> steps = steps(evidence);
        LoggedLineages lineages = evidence.lineages();
        evidence.trained().forEach((id, versions) -> {
            LoggedTrajectory trajectory = find(evidence, id);
            if (trajectory == null) {
                return; // said by another check
            }
            for (int made : versions) {
                findings.examined();
                TrainingStep step = steps.get(made);
                int version = step == null ? made - 1 : RecordedVersions.parent(step);
                // A step of an earlier release states no limit.
                int limit =
                        step == null || step.getMaxStaleness() < 0 ? settings.maxStaleness() : step.getMaxStaleness();
                long age = (long) lineages.stepOf(version)
                        - lineages.lowestStep(trajectory.minVersion(), trajectory.maxVersion());
                oldest[0] = Math.max(oldest[0], age);
                if (age > limit) {
                    findings.breach(
                            id,
                            "it was sampled by version " + trajectory.minVersion() + " and trained version " + version
                                    + ", " + age + " steps on; max_staleness is " + limit);
                }
                if (trajectory.maxVersion() > version) {
                    findings.breach(
                            id,
                            "it was sampled by version " + trajectory.maxVersion() + ", but trained version "
                                    + version);
                }
            }
        });
        findings.note("the oldest trained token was " + oldest[0] + " steps old");
    }

    private static Map<Integer, TrainingStep> steps(Evidence evidence) {
        Map<Integer, TrainingStep> steps = new HashMap<>();
        evidence.steps().stream().map(Logged::value).forEach(step -> steps.put(RecordedVersions.of(step), step));
        return steps;
    }

    private static @Nullable LoggedTrajectory find(Evidence evidence, TrajectoryId id) {
        GroupEvidence group = evidence.group(id.group().value());
        List<LoggedTrajectory> records =
                group == null ? List.of() : group.trajectories().getOrDefault(id.index(), List.of());
        return records.isEmpty() ? null : records.get(0);
    }
}
