package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.TrainingStep;
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
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<Integer, TrainingStep> steps = steps(evidence);
        return new Examination() {
            private long oldest;

            @Override
            public void group(GroupEvidence group) {
                group.trained().forEach((index, versions) -> {
                    List<LoggedTrajectory> records = group.trajectories().getOrDefault(index, List.of());
                    if (!records.isEmpty()) { // else said by another check
                        versions.forEach(made -> oldest = Math.max(
                                oldest, age(records.get(0), made, steps.get(made), evidence, settings, findings)));
                    }
                });
            }

            @Override
            public void end() {
                findings.note("the oldest trained token was " + oldest + " steps old");
            }
        };
    }

    /** How many steps older a trajectory was than the weights that it trained. */
    private static long age(
            LoggedTrajectory trajectory,
            int made,
            @Nullable TrainingStep step,
            Evidence evidence,
            AuditSettings settings,
            Findings findings) {
        findings.examined();
        int version = step == null ? made - 1 : RecordedVersions.parent(step);
        // A step of an earlier release states no limit.
        int limit = step == null || step.getMaxStaleness() < 0 ? settings.maxStaleness() : step.getMaxStaleness();
        long age = (long) evidence.lineages().stepOf(version)
                - evidence.lineages().lowestStep(trajectory.minVersion(), trajectory.maxVersion());
        if (age > limit) {
            findings.breach(
                    trajectory.id(),
                    "it was sampled by version " + trajectory.minVersion() + " and trained version " + version + ", "
                            + age + " steps on; max_staleness is " + limit);
        }
        if (trajectory.maxVersion() > version) {
            findings.breach(
                    trajectory.id(),
                    "it was sampled by version " + trajectory.maxVersion() + ", but trained version " + version);
        }
        return age;
    }

    private static Map<Integer, TrainingStep> steps(Evidence evidence) {
        Map<Integer, TrainingStep> steps = new HashMap<>();
        evidence.steps().stream().map(Logged::value).forEach(step -> steps.put(RecordedVersions.of(step), step));
        return steps;
    }
}
