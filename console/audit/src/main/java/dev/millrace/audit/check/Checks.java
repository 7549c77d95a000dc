package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import java.util.List;

/** All checks, in the order of the promises. */
public final class Checks {

    private static final List<Check> ALL = List.of(
            new OneEnd(),
            new ClosedGroupsAccountForAll(),
            new TrainedOnce(),
            new ClosedOnce(),
            new TrueReferences(),
            new OwnScores(),
            new ClosedInTime(),
            new NoScoreMadeUp(),
            new LateScoresSetAside(),
            new AdvantagesCentred(),
            new AdvantagesRecomputed(),
            new DroppedWithoutVariance(),
            new BadRecordsSetAside(),
            new FiniteWeights(),
            new WholeWeights(),
            new WeightChain(),
            new BoundedStaleness(),
            new StepsFollowTheLog(),
            new LineagesFork(),
            new SameBits(),
            new OwnIds(),
            new RightNumbers());

    private Checks() {}

    /** Runs all of them. */
    public static List<CheckResult> run(Evidence evidence, AuditSettings settings) {
        return ALL.stream()
                .map(check -> {
                    Findings findings = new Findings();
                    check.examine(evidence, settings, findings);
                    return findings.result(check);
                })
                .toList();
    }
}
